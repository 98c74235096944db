/** The word whose probability is followed, and that probability to the last digit that means something. */
import { X } from 'lucide-react';
import type { AnswerOf } from '../../state/answers';
import { useApp, useAppStore } from '../store';
import { count, points, probability, word } from '../format';
import { RandomControl } from './RandomControl';
import { IconButton } from '../ui/IconButton';
import { TokenInput } from '../ui/TokenInput';
import { useTopWords } from '../ui/useTopWords';

export function Target() {
  const store = useAppStore();
  const chosen = useApp((state) => state.target);
  const reading = useApp((state) => state.reading);
  const suggestions = useTopWords();
  const target = chosen ?? reading?.value.target ?? null;
  return (
    <div className="section target">
      <div className="section-head">
        <h3>Target</h3>
        <span className="quiet target-mode">{chosen ? 'chosen by you' : 'follows the top prediction'}</span>
      </div>
      <div className="target-field">
        <TokenInput
          name="Target word"
          placeholder="a word"
          value={target ? word(target.token) : ''}
          suggestions={suggestions}
          onChoose={(token) => store.getState().setTarget({ id: token.id, token: token.token })}
        />
        {chosen && (
          <IconButton name="Follow the top prediction" onClick={() => store.getState().setTarget(null)}>
            <X size={16} aria-hidden />
          </IconButton>
        )}
      </div>
      <Readout reading={reading} />
    </div>
  );
}

function Readout({ reading }: { readonly reading: AnswerOf<'reading'> | null }) {
  const undone = useApp((state) => state.future.length > 0);
  const stale = useApp((state) => state.reading?.about.prompt !== state.prompt);
  const edited = reading !== null && reading.about.edits.neurons.length + reading.about.edits.values.length > 0;
  const before = reading?.value.before.target?.probability;
  const after = reading?.value.after.target?.probability;
  if (!reading || before === undefined || after === undefined) {
    return <div className="readout" aria-hidden />;
  }
  const rankBefore = reading.value.before.target?.rank;
  const rank = reading.value.after.target?.rank;
  const changed = before !== after;
  return (
    <div className="readout" data-stale={stale}>
      <div className="readout-now">
        <output
          className="readout-number"
          aria-label={`Probability of ${word(reading.value.target.token)}`}
          aria-live="off"
        >
          <Digits value={after} />
        </output>
        {rank !== undefined && (
          <span className="readout-rank number">
            <span className="quiet">rank</span> {count(rank)}
          </span>
        )}
      </div>
      <p className="readout-then">
        {changed ? (
          <>
            <span className="quiet">
              without edits <span className="number">{probability(before)}</span>
              {rankBefore !== undefined && rankBefore !== rank && (
                <span className="number">, rank {count(rankBefore)}</span>
              )}
            </span>
            <span className={`number ${after > before ? 'up' : 'down'}`}>{points(after - before)} pp</span>
          </>
        ) : (
          <span className="quiet">
            {edited
              ? 'The edits do not move it.'
              : undone
                ? 'Restored exactly, to the last bit.'
                : 'The model as it was trained.'}
          </span>
        )}
      </p>
      <RandomControl reading={reading} before={before} after={after} />
    </div>
  );
}

/** Four digits to read, three more for whoever wants to compare exactly. */
function Digits({ value }: { readonly value: number }) {
  if (value < 0.00005) return <>{probability(value)}</>;
  const text = value.toFixed(7);
  return (
    <>
      {text.slice(0, 6)}
      <span className="readout-fine">{text.slice(6)}</span>
    </>
  );
}
