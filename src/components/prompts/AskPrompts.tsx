/** The first place of the prompts' room: which list, the work of asking it, and the lines that cannot be used. */
import { Download, FileText, X } from 'lucide-react';
import { summarize } from '../../state/prompts';
import { freshOf } from '../../state/questions';
import { useApp, useAppStore } from '../store';
import { count, counted, probability } from '../../figures/format';
import { IconButton } from '../ui/IconButton';
import { WorkLine } from '../ui/WorkLine';
import { useState } from 'react';
import { exportResults, openPromptFiles, openPromptTexts, PROMPT_FILES } from './files';
import { HowExact } from './HowExact';
import { SAMPLE } from './sample';

export function AskPrompts() {
  const list = useApp((state) => state.promptList);
  return (
    <section className="place ask" aria-labelledby="ask-title">
      <header className="place-head">
        <h2 id="ask-title">Ask</h2>
        <p>a list of prompts</p>
      </header>
      {list ? <Opened /> : <Nothing />}
    </section>
  );
}

function Nothing() {
  const store = useAppStore();
  return (
    <div className="prompts-none">
      <div className="prompts-ways">
        <ChooseFiles label="Choose a file" primary />
        <button type="button" className="button" onClick={() => openPromptTexts(store, [SAMPLE])}>
          Try a sample
        </button>
      </div>
      <p className="quiet">Or drop a file anywhere on the page. It is read here and sent nowhere.</p>
      <Paste />
      <dl className="quiet">
        <dt>Text</dt>
        <dd>
          one prompt a line, each with one <span className="mono">[MASK]</span>
        </dd>
        <dt>CSV, TSV</dt>
        <dd>
          with the columns <span className="mono">prompt</span> and <span className="mono">target</span>
        </dd>
        <dt>JSON lines</dt>
        <dd>
          the same two as fields; LAMA&rsquo;s files as they are; ParaRel&rsquo;s patterns together with a file of facts
        </dd>
      </dl>
    </div>
  );
}

/** Prompts as text, without a file. */
function Paste() {
  const store = useAppStore();
  const [text, setText] = useState('');
  return (
    <form
      className="prompts-paste"
      onSubmit={(event) => {
        event.preventDefault();
        openPromptTexts(store, [{ name: 'Pasted prompts', text }]);
      }}
    >
      <label htmlFor="prompts-text">Or paste prompts here, one a line</label>
      <textarea
        id="prompts-text"
        className="field"
        rows={5}
        spellCheck={false}
        placeholder={'The capital of Norway is [MASK].\nOslo is the capital of [MASK].'}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button" disabled={text.trim() === ''}>
        Use these prompts
      </button>
    </form>
  );
}

function ChooseFiles({ label, primary = false }: { readonly label: string; readonly primary?: boolean }) {
  const store = useAppStore();
  return (
    <label className={primary ? 'button primary choose' : 'text-button choose'}>
      {primary && <FileText size={14} aria-hidden />}
      {label}
      <input
        className="visually-hidden"
        type="file"
        multiple
        accept={PROMPT_FILES}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) void openPromptFiles(store, files);
        }}
      />
    </label>
  );
}

const NONE: readonly never[] = [];

function Opened() {
  const store = useAppStore();
  const list = useApp((state) => state.promptList);
  const results = useApp((state) => state.promptResults?.value ?? NONE);
  const current = useApp((state) => freshOf(state, 'promptResults') !== null);
  const { asked, attributed, problems } = summarize(list, results);
  if (!list) return null;
  const total = list.prompts.length;
  const done = current && attributed + problems === total;
  const begun = current && asked > 0;
  return (
    <>
      <div className="section fact-head prompts-head">
        <p className="fact-name">{list.name}</p>
        <p className="quiet">
          {counted(total, 'prompt')}
          {list.left > 0 && `; ${count(list.left)} more did not fit`}
        </p>
        <ChooseFiles label="Another file" />
        <IconButton name="Close the list" small onClick={() => store.getState().openPrompts(null)}>
          <X size={14} aria-hidden />
        </IconButton>
        <WorkLine
          work="promptResults"
          label={
            done
              ? 'All are attributed'
              : begun
                ? `Go on with ${counted(total - attributed - problems, 'prompt')}`
                : `Ask and attribute ${counted(total, 'prompt')}`
          }
          running={asked < total ? 'Asking' : `Attributing, ${count(attributed)} of ${count(total - problems)}`}
          disabled={done}
          primary={!done}
        />
      </div>
      <Summary />
      <WrongLines />
    </>
  );
}

function Summary() {
  const store = useAppStore();
  const list = useApp((state) => state.promptList);
  const results = useApp((state) => state.promptResults?.value ?? NONE);
  const { asked, problems, withTarget, right, probability: mean } = summarize(list, results);
  if (asked === 0) return null;
  return (
    <div className="section">
      <div className="section-head">
        <h3>Results</h3>
        <button type="button" className="text-button with-icon" onClick={() => exportResults(store.getState())}>
          <Download size={12} aria-hidden /> CSV
        </button>
      </div>
      <dl className="facts" aria-label="Results">
        {withTarget > 0 && (
          <>
            <div>
              <dt className="quiet">Target first</dt>
              <dd className="number">
                {count(right)} of {count(withTarget)}
              </dd>
            </div>
            <div>
              <dt className="quiet">Mean probability</dt>
              <dd className="number">{probability(mean)}</dd>
            </div>
          </>
        )}
        <div>
          <dt className="quiet">Asked</dt>
          <dd className="number">{count(asked - problems)}</dd>
        </div>
        {problems > 0 && (
          <div>
            <dt className="quiet">Cannot be asked</dt>
            <dd className="number">{count(problems)}</dd>
          </div>
        )}
      </dl>
      <HowExact />
    </div>
  );
}

function WrongLines() {
  const list = useApp((state) => state.promptList);
  if (!list || list.wrongCount === 0) return null;
  const several = new Set(list.wrong.map(({ file }) => file)).size > 1;
  return (
    <details className="section wrong-lines">
      <summary>{counted(list.wrongCount, 'line')} left out</summary>
      <ul aria-label="Lines left out">
        {list.wrong.map(({ file, line, reason }) => (
          <li key={`${file} ${line} ${reason}`}>
            <span className="number">
              {several && `${file} `}
              {count(line)}
            </span>
            <span className="quiet">{reason}</span>
          </li>
        ))}
        {list.wrongCount > list.wrong.length && (
          <li className="quiet">and {count(list.wrongCount - list.wrong.length)} more</li>
        )}
      </ul>
    </details>
  );
}
