/** On a narrow screen: which of the three places is shown, with the answer always in sight. */
import { useModelShape } from './model-shape';
import { useApp, useAppStore } from './store';
import { PLACES, type Place } from '../state/view';
import { nameOf, refOf } from '../state/neurons';
import { counted, points, probability, word } from '../figures/format';

const NAMES: Record<Place, string> = { ask: 'Ask', see: 'See', change: 'Change' };

export function PlaceBar() {
  const store = useAppStore();
  const place = useApp((state) => state.place);
  const edits = useApp((state) => state.edits.neurons.length + state.edits.values.length);
  return (
    <nav className="place-bar" aria-label="Places">
      <Answer place={place} />
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

/** From the map to what can be done with what was selected there. */
function Selected() {
  const store = useAppStore();
  const selected = useApp((state) => state.selected);
  const shape = useModelShape();
  const [first] = selected;
  if (first === undefined || !shape) return null;
  return (
    <button type="button" className="text-button" onClick={() => store.getState().setPlace('change')}>
      Open {selected.length === 1 ? nameOf(refOf(first, shape.intermediateSize)) : counted(selected.length, 'neuron')}
    </button>
  );
}

function Answer({ place }: { readonly place: Place }) {
  const reading = useApp((state) => state.reading);
  const before = reading?.value.before.target?.probability;
  const after = reading?.value.after.target?.probability;
  if (!reading || before === undefined || after === undefined) return null;
  return (
    <p className="place-answer">
      <span className="mono">{word(reading.value.target.token)}</span>
      <span className="number">{probability(after)}</span>
      {before !== after && (
        <span className={`number ${after > before ? 'up' : 'down'}`}>{points(after - before)} pp</span>
      )}
      {place === 'see' && <Selected />}
    </p>
  );
}
