/** What came of the edits over the fact's wordings, in words, once they have been asked anew: sentences first, then counts. */
import { changedAnswers } from '../../../experiments/changed-answers';
import { countAnswers } from '../../../experiments/update';
import { countActive } from '../../../knowledge/edits/edit-list';
import { activeEdits } from '../../../state/edits';
import { isAbout } from '../../../state/answers';
import { QUESTIONS } from '../../../state/questions';
import { useApp } from '../../store';
import { shortProbability, word } from '../../../figures/format';
import { ChangedAnswers } from '../ChangedAnswers';

/** Sentences shown. */
const SHOWN = 3;

export function TeachVerdict() {
  const readings = useApp((state) => state.factReadings);
  const fact = useApp((state) => state.fact);
  const edited = useApp((state) => countActive(activeEdits(state)) > 0);
  // What was undone elsewhere, such as silencing, was not done to the fact.
  const undone = useApp((state) => state.future.some(({ edits }) => edits.values.length > 0));
  const isPresent = useApp(
    (state) => state.factReadings !== null && isAbout(state.factReadings.about, QUESTIONS.factReadings.about(state)),
  );
  if (!fact || (!edited && !undone)) return null;
  if (!readings || !isPresent)
    return (
      <p className="verdict" role="status" aria-busy>
        Asking its wordings again, {edited ? 'with the edits as they are now' : 'without edits'} &hellip;
      </p>
    );
  const { before, after } = readings.value;
  if (before.length === 0) return null;
  const { prompts, watched } = readings.about;
  if (!edited) {
    const same = before.every(({ target }, i) => target.probability === after[i]?.target.probability);
    return same ? <p role="status">Restored exactly: every wording reads the same number, to the last bit.</p> : null;
  }
  const { paraphrases, changed, succeeded, unmoved } = countAnswers(before, after, watched?.id ?? fact.target.id);
  const mean = (which: typeof before) =>
    which.reduce((sum, { watched: [other] }) => sum + (other?.probability ?? 0), 0) / which.length;
  return (
    <div className="verdict" role="status">
      <ChangedAnswers
        name="Wordings whose answer changed"
        answers={changedAnswers(prompts, readings.value).slice(0, SHOWN)}
      />
      <p>
        {changed === 0 ? (
          'Changed no first answer'
        ) : (
          <b>
            Changed the answer in {changed} of {paraphrases} wordings
          </b>
        )}
        {watched &&
          (succeeded > 0
            ? `; ${word(watched.token)} comes first in ${succeeded}`
            : `; ${word(watched.token)} comes first in none`)}
        {changed > 0 && unmoved > 0 && `; the answer stayed in ${unmoved}`}.
        {watched && (
          <span className="quiet">
            {' '}
            The probability of {word(watched.token)} went from{' '}
            <span className="number">{shortProbability(mean(before))}</span> to{' '}
            <span className="number">{shortProbability(mean(after))}</span> on average.
          </span>
        )}
      </p>
    </div>
  );
}
