/** What a side asks, of which model, and what it says of its target; while that is not there, how far it is, or why not. */
import { RotateCw } from 'lucide-react';
import { countActive } from '../../../knowledge/edits/edit-list';
import { nameOfSource } from '../../../state/models';
import { counted, points, probability, word } from '../../../figures/format';
import { Progress } from '../../ui/Progress';
import { Explained } from '../../glossary/Explained';
import { Message } from '../../models/Message';
import { STAGES } from '../../models/stages';
import { bytes } from '../../../figures/format';
import { useSession } from '../../session';
import { useApp, useAppStore } from '../../store';
import type { ComparedSide } from './sides';
import { WithGap } from '../../ui/WithGap';

interface Props {
  readonly side: ComparedSide;
  /** The other side's probability of its target, where this one is told beside it. */
  readonly than: number | null;
}

export function SideCard({ side, than }: Props) {
  const { name, reading, isStale } = side;
  const target = reading?.after.target ?? null;
  return (
    <div className="side" role="group" aria-label={`Side ${name}`} data-stale={isStale && reading !== null}>
      <p className="side-head">
        <b className="side-letter">{name}</b>
        <span className="quiet">{whatOf(side)}</span>
      </p>
      <p className="side-prompt">
        <WithGap text={side.prompt} />
      </p>
      {target && (
        <p className="side-answer">
          <span className="mono">{word(target.token)}</span>
          <output
            className="number"
            aria-live="off"
            aria-label={`Probability of ${word(target.token)} on side ${name}`}
          >
            {probability(target.probability)}
          </output>
          {than !== null && (
            <span className={`number ${toneOf(target.probability - than)}`}>
              {points(target.probability - than)} <Explained of="pp">pp</Explained>
            </span>
          )}
        </p>
      )}
      {name === 'B' && <OtherWord side={side} />}
      {name === 'A' ? <AttributionState name="attribution" /> : <BesideState />}
    </div>
  );
}

/** “as trained · Built-in model”. */
function whatOf({ edits, info }: ComparedSide): string {
  const on = countActive(edits);
  return [on === 0 ? 'as trained' : counted(on, 'edit'), ...(info ? [info.name] : [])].join(' · ');
}

function toneOf(difference: number): string {
  if (Math.abs(difference) < 0.00005) return 'quiet';
  return difference > 0 ? 'up' : 'down';
}

/** Where B's model does not have the word that it was to follow. */
function OtherWord({ side }: { readonly side: ComparedSide }) {
  const chosen = useApp((state) => state.besideReading?.about.chosen.token ?? null);
  const followed = side.reading?.target.token;
  if (chosen === null || followed === undefined || chosen === followed) return null;
  return <p className="quiet side-note">{word(chosen)} is not one word of this model. B follows what it says first.</p>;
}

/** The model of B on its way, or why it is not there; then B's own answers. */
function BesideState() {
  const store = useAppStore();
  const engine = useApp((state) => state.besideEngine);
  const problem = useApp(({ pending: { besideReading: reading } }) =>
    reading && 'error' in reading ? reading.error.message : null,
  );
  if (engine?.stage === 'loading') return <Loading />;
  if (engine?.stage === 'failed')
    return (
      <div className="side-state" role="alert">
        <div className="problem">
          <Message text={engine.message} />
        </div>
        <p className="side-actions">
          <button type="button" className="button small" onClick={() => store.getState().tryBesideAgain()}>
            <RotateCw size={12} aria-hidden /> Try again
          </button>
          <button type="button" className="button small" onClick={() => store.getState().setBeside({ model: null })}>
            Use A’s model
          </button>
        </p>
      </div>
    );
  if (problem !== null)
    return (
      <p className="problem side-state" role="status">
        {problem}
      </p>
    );
  return <AttributionState name="besideAttribution" />;
}

function Loading() {
  const store = useAppStore();
  const name = useApp(({ beside: { model }, folders }) => {
    if (model === null) return '';
    return model.kind === 'files'
      ? (folders.find((folder) => folder.name === model.name)?.name ?? model.name)
      : nameOfSource(model);
  });
  const progress = useApp(({ besideEngine }) => (besideEngine?.stage === 'loading' ? besideEngine.progress : null));
  const stage = progress ? STAGES[progress.stage] : 'Starting';
  return (
    <div className="side-state">
      <p className="side-actions">
        <span className="quiet">
          {stage}
          {progress?.loaded !== undefined && (
            <span className="number">
              {' '}
              {bytes(progress.loaded)}
              {progress.total !== undefined && ` of ${bytes(progress.total)}`}
            </span>
          )}
        </span>
        <button type="button" className="text-button" onClick={() => store.getState().setBeside({ model: null })}>
          Cancel
        </button>
      </p>
      <Progress label={`${stage}: ${name}`} fraction={progress?.fraction ?? null} />
      {progress?.note !== undefined && <p role="status">{progress.note}</p>}
    </div>
  );
}

function AttributionState({ name }: { readonly name: 'attribution' | 'besideAttribution' }) {
  const session = useSession();
  const pending = useApp((state) => state.pending[name]);
  if (!pending) return null;
  const [cancel, start] =
    name === 'attribution'
      ? [session.cancelAttribution, session.startAttribution]
      : [session.cancelBesideAttribution, session.startBesideAttribution];
  return (
    <div className="side-state">
      {'error' in pending ? (
        <p className="side-actions">
          <span className="quiet">{pending.error.message}</span>
          <button type="button" className="text-button with-icon" onClick={start}>
            <RotateCw size={12} aria-hidden /> Start again
          </button>
        </p>
      ) : (
        <>
          <p className="side-actions">
            <span className="quiet">Attributing</span>
            <button type="button" className="text-button" onClick={cancel}>
              Cancel
            </button>
          </p>
          <Progress
            label={`Attribution of ${name === 'attribution' ? 'A' : 'B'}`}
            fraction={pending.progress?.fraction ?? null}
          />
        </>
      )}
    </div>
  );
}
