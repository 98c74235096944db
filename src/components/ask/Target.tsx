/** The word whose probability is followed, and that probability to the last digit that means something. */
import { useState } from 'react';
import { X } from 'lucide-react';
import type { AnswerOf } from '../../state/answers';
import { useApp, useAppStore } from '../store';
import { count, points, probability, word } from '../../figures/format';
import { digitsOf } from './digits';
import { useWasEdited } from './useWasEdited';
import { RandomControl } from './RandomControl';
import { IconButton } from '../ui/IconButton';
import { TokenInput } from '../ui/TokenInput';
import { useTopWords } from '../ui/useTopWords';
import { Explained } from '../glossary/Explained';

/** @param brief without the probability, where that stands elsewhere */
export function Target({ brief = false }: { readonly brief?: boolean }) {
  const store = useAppStore();
  const chosen = useApp((state) => state.target);
  const reading = useApp((state) => state.reading);
  const suggestions = useTopWords();
  const [draft, setDraft] = useState<string | null>(null);
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
          value={target}
          suggestions={suggestions}
          onTyping={setDraft}
          onChoose={(token) => store.getState().setTarget({ id: token.id, token: token.token })}
        />
        {chosen && (
          <IconButton name="Follow the top prediction" onClick={() => store.getState().setTarget(null)}>
            <X size={16} aria-hidden />
          </IconButton>
        )}
      </div>
      {draft !== null && target && !brief && (
        <p className="quiet target-draft" role="status">
          Below is still {word(target.token)}.{' '}
          {draft.trim() === '' ? 'Type a word to follow.' : 'Enter follows the word.'}
        </p>
      )}
      {!brief && <Readout reading={reading} isDraft={draft !== null} />}
    </div>
  );
}

interface ReadoutProps {
  readonly reading: AnswerOf<'reading'> | null;
  /** The field above holds something that is not followed. */
  readonly isDraft: boolean;
}

function Readout({ reading, isDraft }: ReadoutProps) {
  const undone = useApp((state) => state.future.length > 0);
  const stale = useApp((state) => state.reading?.about.prompt !== state.prompt);
  const edited = reading !== null && reading.about.edits.neurons.length + reading.about.edits.values.length > 0;
  const before = reading?.value.before.target?.probability;
  const after = reading?.value.after.target?.probability;
  const wasEdited = useWasEdited(reading?.about.prompt ?? '', edited);
  if (!reading || before === undefined || after === undefined) {
    return <div className="readout" aria-hidden />;
  }
  const rankBefore = reading.value.before.target?.rank;
  const rank = reading.value.after.target?.rank;
  const changed = before !== after;
  const { rounded, exact } = digitsOf(after);
  return (
    <div className="readout" data-stale={stale || isDraft}>
      <div className="readout-now">
        <span className="readout-number" aria-hidden>
          {rounded}
        </span>
        <output
          className="readout-exact number"
          data-same={exact === rounded}
          aria-label={`Probability of ${word(reading.value.target.token)}`}
          aria-live="off"
        >
          {exact}
        </output>
        {rank !== undefined && (
          <span className="readout-rank number">
            <span className="quiet">
              <Explained of="rank">rank</Explained>
            </span>{' '}
            {count(rank)}
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
            <span className={`number ${after > before ? 'up' : 'down'}`}>
              {points(after - before)} <Explained of="pp">pp</Explained>
            </span>
          </>
        ) : (
          <span className="quiet">
            {edited
              ? 'The edits do not move it.'
              : undone && wasEdited
                ? 'Restored exactly, to the last bit.'
                : 'The model as it was trained.'}
          </span>
        )}
      </p>
      <RandomControl reading={reading} before={before} after={after} />
    </div>
  );
}
