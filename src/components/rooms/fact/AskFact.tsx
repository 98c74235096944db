/** The first place of the fact's room: which fact, and its wordings with what the model says to each. */
import { evidenceOf } from '../../../state/sets';
import { Plus } from 'lucide-react';
import { useMemo } from 'react';
import type { Hit } from '../../../library/search';
import { MOST_WORDINGS } from '../../../experiments/protocol';
import { usableParaphrases } from '../../../state/wordings';
import { StaysHere } from '../../ask/StaysHere';
import { useApp, useAppStore } from '../../store';
import { counted, word } from '../../../figures/format';
import { useSession } from '../../session';
import { WorkLine } from '../../ui/WorkLine';
import { TokenInput } from '../../ui/TokenInput';
import { useTopWords } from '../../ui/useTopWords';
import { FactSearch } from './FactSearch';
import { OtherFact } from './OtherFact';
import { openLibraryFact, openOwnFact } from './open';
import { Wording } from './Wording';

export function AskFact() {
  const store = useAppStore();
  const session = useSession();
  const fact = useApp((state) => state.fact);
  return (
    <section className="place ask" aria-labelledby="ask-title">
      <header className="place-head">
        <h2 id="ask-title">Ask</h2>
        <p>one fact, in many wordings</p>
      </header>
      <div className="prompt">
        <FactSearch
          name="Search facts"
          placeholder="azerbaijan, currency, paris …"
          onChoose={(hit) => void openLibraryFact(store, session, hit)}
        />
      </div>
      {fact ? <Chosen /> : <Suggestions />}
    </section>
  );
}

/** Searches whose first find is offered to begin with. */
const OFFERED = [
  'france capital',
  'azerbaijan capital',
  'japan currency',
  'kenya continent',
  'iphone',
  'brazil official',
];

function Suggestions() {
  const store = useAppStore();
  const session = useSession();
  const library = useApp((state) => state.library);
  const ready = useApp((state) => state.model.stage === 'ready');
  const own = useApp((state) => state.reading !== null && state.reading.about.prompt === state.prompt);
  const offered = useMemo(() => (library ? OFFERED.flatMap((query): Hit[] => library.find(query, 1)) : []), [library]);
  return (
    <div className="section">
      <p className="quiet">
        A neuron that matters for a fact should matter however one asks for it. Pick a fact to see which neurons its
        wordings share.
      </p>
      <ul className="fact-offers">
        {offered.map((hit) => (
          <li key={`${hit.relation.id} ${hit.fact.subject}`}>
            <button type="button" disabled={!ready} onClick={() => void openLibraryFact(store, session, hit)}>
              <span>
                {hit.fact.subject} <span className="quiet">→</span> {hit.fact.object}
              </span>
              <span className="quiet">{hit.relation.label}</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="text-button" disabled={!own} onClick={() => openOwnFact(store.getState())}>
        Or take the prompt in Explore as a fact of your own
      </button>
    </div>
  );
}

function Chosen() {
  const store = useAppStore();
  const fact = useApp((state) => state.fact);
  const library = useApp((state) => state.library);
  const asked = useApp((state) => state.prompt);
  const readings = useApp((state) => state.factReadings);
  const found = useApp((state) => evidenceOf(state).length);
  const ready = useApp(({ model }) => model.stage === 'ready');
  const suggestions = useTopWords();
  if (!fact) return null;
  const relation = library?.relations.find(({ id }) => id === fact.relation);
  const usable = usableParaphrases(fact).length;
  const left = usable - found;
  return (
    <>
      <div className="section fact-head">
        <p className="fact-name">
          {fact.subject || 'Your own fact'} <span className="quiet">→</span> <b>{word(fact.target.token)}</b>
        </p>
        {relation ? (
          <p className="quiet">
            {relation.label}: {relation.description}
          </p>
        ) : null}
        <button type="button" className="text-button" onClick={() => store.getState().openFact(null)}>
          Another fact
        </button>
        {fact.relation === null && (
          <TokenInput
            name="Answer of the fact"
            placeholder="a word"
            value={fact.target}
            suggestions={suggestions}
            onChoose={({ id, token }) => store.getState().openFact({ ...fact, target: { id, token } })}
          />
        )}
        <WorkLine
          work="evidence"
          label={
            found === 0
              ? `Find its neurons in ${counted(usable, 'wording')}`
              : left > 0
                ? `Add ${counted(left, 'wording')}`
                : 'All wordings done'
          }
          running={`Attributing ${counted(left, 'wording')}`}
          disabled={left === 0}
          primary={left > 0}
        />
        {found > 0 && !ready && (
          <p className="quiet" role="status">
            More can be asked of the model once it has arrived.
          </p>
        )}
      </div>
      {found > 0 && <OtherFact />}
      <div className="section wordings">
        <div className="section-head">
          <h3 id="wordings-title">Wordings</h3>
          <span className="quiet target-mode">P({word(fact.target.token)}) and the first answer</span>
        </div>
        <ol aria-labelledby="wordings-title">
          {fact.paraphrases.map((text, index) => {
            const at = readings?.about.prompts.indexOf(text) ?? -1;
            return (
              <Wording
                key={index}
                index={index}
                text={text}
                asked={text === asked}
                before={readings?.value.before[at]}
                after={readings?.value.after[at]}
              />
            );
          })}
        </ol>
        <button
          type="button"
          className="text-button with-icon"
          disabled={fact.paraphrases.length >= MOST_WORDINGS}
          onClick={() => store.getState().addParaphrase()}
        >
          <Plus size={12} aria-hidden /> Add a wording
        </button>
        <StaysHere />
      </div>
    </>
  );
}
