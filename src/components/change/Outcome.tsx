/** The answer with the edits, and how far they moved it: in the head of the place, so that it stays in sight while one scrolls. In rooms that ask one sentence. */
import { useApp } from '../store';
import { points, shortProbability, word } from '../../figures/format';

export function Outcome() {
  const reading = useApp((state) => state.reading);
  const stale = useApp((state) => state.reading?.about.prompt !== state.prompt);
  const before = reading?.value.before.target?.probability;
  const after = reading?.value.after.target?.probability;
  const isAsked = useApp(({ room }) => room !== 'relation' && room !== 'prompts');
  if (!isAsked || !reading || before === undefined || after === undefined || before === after)
    return <p>neurons, and what they write</p>;
  return (
    <p className="outcome" data-stale={stale} title={`${shortProbability(before)} without edits`}>
      <span className="mono outcome-word">{word(reading.value.target.token)}</span>
      <span className="number">{after >= 0.1 ? after.toFixed(2) : shortProbability(after)}</span>
      <span className={`number ${after > before ? 'up' : 'down'}`}>({points(after - before)} pp)</span>
    </p>
  );
}
