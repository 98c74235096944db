/** What B asks: each part is A's, or its own. */
import { ArrowLeftRight, X } from 'lucide-react';
import { useState } from 'react';
import { countActive } from '../../../knowledge/edits/edit-list';
import { asBesideModel, besideSource, isOtherModel, type BesideChoice } from '../../../state/beside';
import { activeEdits } from '../../../state/edits';
import { PromptBox } from '../../ask/PromptBox';
import { counted } from '../../../figures/format';
import { useSession } from '../../session';
import { useApp, useAppStore } from '../../store';
import { IconButton } from '../../ui/IconButton';
import { Segments } from '../../ui/Segments';
import { TokenInput } from '../../ui/TokenInput';
import { useTopWords } from '../../ui/useTopWords';
import { BesideModelField } from './BesideModelField';

export function BesideFields() {
  return (
    <div className="section beside-fields" role="group" aria-label="B">
      <h3 className="side-title">
        <b className="side-letter">B</b> differs from A in
      </h3>
      <BesidePrompt />
      <BesideTarget />
      <BesideEdits />
      <BesideModelField />
      <Exchange />
    </div>
  );
}

const WHOSE = [
  { value: 'same', label: 'as A' },
  { value: 'own', label: 'its own' },
] as const;

function BesidePrompt() {
  const store = useAppStore();
  const prompt = useApp((state) => state.beside.prompt);
  const problem = useApp(({ pending: { besideReading: reading } }) =>
    reading && 'error' in reading && prompt !== null ? reading.error.message : null,
  );
  const { setBeside } = store.getState();
  return (
    <div className="beside-field">
      <span aria-hidden>Prompt</span>
      <Segments
        small
        name="Prompt of B"
        value={prompt === null ? 'same' : 'own'}
        options={WHOSE}
        onChange={(value) => setBeside({ prompt: value === 'same' ? null : store.getState().prompt })}
      />
      {prompt !== null && (
        <div className="beside-own">
          <PromptBox
            name="Own prompt of B"
            id="beside-prompt"
            value={prompt}
            problem={problem}
            onChange={(next) => setBeside({ prompt: next })}
          />
        </div>
      )}
    </div>
  );
}

function BesideTarget() {
  const store = useAppStore();
  const target = useApp((state) => state.beside.target);
  const suggestions = useTopWords();
  const [isOwn, setOwn] = useState(target !== null);
  const shown = isOwn || target !== null;
  const { setBeside } = store.getState();
  const same = () => {
    setOwn(false);
    setBeside({ target: null });
  };
  return (
    <div className="beside-field">
      <span aria-hidden>Target</span>
      <Segments
        small
        name="Target of B"
        value={shown ? 'own' : 'same'}
        options={WHOSE}
        onChange={(value) => (value === 'same' ? same() : setOwn(true))}
      />
      {shown && (
        <div className="beside-own beside-target">
          <TokenInput
            name="Target word of B"
            placeholder="a word"
            value={target}
            suggestions={suggestions}
            onChoose={({ id, token }) => setBeside({ target: { id, token } })}
          />
          <IconButton name="The same target as A" onClick={same}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  );
}

type WhoseEdits = 'same' | 'trained' | 'kept';

function BesideEdits() {
  const store = useAppStore();
  const edits = useApp((state) => state.beside.edits);
  const isOther = useApp(isOtherModel);
  const own = useApp((state) => countActive(activeEdits(state)));
  const { setBeside } = store.getState();
  const choose = (value: WhoseEdits) => setBeside({ edits: value === 'kept' ? activeEdits(store.getState()) : value });
  if (isOther)
    return (
      <div className="beside-field">
        <span>Edits</span>
        <span className="quiet">none: as trained, since edits belong to a model</span>
      </div>
    );
  return (
    <div className="beside-field">
      <span aria-hidden>Edits</span>
      <Segments<WhoseEdits>
        small
        name="Edits of B"
        value={valueOf(edits)}
        options={[
          { value: 'trained', label: 'none' },
          { value: 'same', label: 'as A' },
          ...(typeof edits === 'string' && own === 0 ? [] : [{ value: 'kept' as const, label: 'a copy' }]),
        ]}
        onChange={choose}
      />
      <p className="beside-own quiet">
        {edits === 'trained'
          ? 'B is the model as it was trained.'
          : edits === 'same'
            ? 'B follows every edit of A.'
            : `${counted(countActive(edits), 'edit')}, kept as A had them; A may go on.`}
        {typeof edits !== 'string' && (
          <>
            {' '}
            <button type="button" className="text-button" onClick={() => choose('kept')}>
              Keep A’s of now
            </button>
          </>
        )}
      </p>
    </div>
  );
}

function valueOf(edits: BesideChoice['edits']): WhoseEdits {
  return typeof edits === 'string' ? edits : 'kept';
}

function Exchange() {
  const store = useAppStore();
  const session = useSession();
  /** With another model the two change places, which takes a load. */
  const swap = async () => {
    const state = store.getState();
    const source = besideSource(state);
    const before = asBesideModel(state.modelSource);
    if (source && !(await session.loadModel(source))) return;
    store.getState().swapBeside();
    if (source) store.getState().setBeside({ model: before });
  };
  return (
    <p className="side-actions">
      <button type="button" className="button small" onClick={() => void swap()}>
        <ArrowLeftRight size={12} aria-hidden /> Swap A and B
      </button>
      <button
        type="button"
        className="button small"
        title="B becomes what A asks now, with its edits, and stays so while A goes on"
        onClick={() => store.getState().keepAsBeside()}
      >
        Keep A as B
      </button>
    </p>
  );
}
