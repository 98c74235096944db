/** On a narrow screen: which of the three places is shown, with the answer always in sight. */
import { useApp, store } from '../state/store';
import { PLACES, type Place } from '../state/view';
import { probability, points, word } from './format';

const NAMES: Record<Place, string> = { ask: 'Ask', see: 'See', change: 'Change' };

export function PlaceBar() {
  const place = useApp((state) => state.place);
  const edits = useApp((state) => state.edits.neurons.length + state.edits.values.length);
  return (
    <nav className="place-bar" aria-label="Places">
      <Answer />
      <div className="place-tabs">
        {PLACES.map((option) => (
          <button
            key={option}
            type="button"
            aria-current={option === place ? 'page' : undefined}
            onClick={() => {
              store.getState().setPlace(option);
              window.scrollTo({ top: 0 });
            }}
          >
            {NAMES[option]}
            {option === 'change' && edits > 0 && <span className="badge number">{edits}</span>}
          </button>
        ))}
      </div>
    </nav>
  );
}

function Answer() {
  const reading = useApp((state) => state.reading);
  const before = reading?.result.before.watched[0]?.probability;
  const after = reading?.result.after.watched[0]?.probability;
  if (!reading || before === undefined || after === undefined) return null;
  return (
    <p className="place-answer">
      <span className="mono">{word(reading.target.token)}</span>
      <span className="number">{probability(after)}</span>
      {before !== after && (
        <span className={`number ${after > before ? 'up' : 'down'}`}>{points(after - before)} pp</span>
      )}
    </p>
  );
}
