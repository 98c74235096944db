/** The hundred strongest neurons by what colours the map: the same as the map, for reading and for the keyboard. */
import { memo, useMemo } from 'react';
import { nameOf, refOf } from '../../state/neurons';
import { useModelShape } from '../model-shape';
import { useApp, useAppStore } from '../store';
import { COLOURS, type Colour } from '../../state/view';
import { plain, signed } from '../format';
import { useEdited, useColourValues, activationChange } from './values';
import { strongest } from './strongest';

const SHOWN = 100;
const TITLES: Record<Colour, string> = { attribution: 'Attribution', activation: 'Activation', change: 'Difference' };

export function Strongest() {
  const store = useAppStore();
  const colour = useApp((state) => state.colour);
  const focus = useApp((state) => state.focus);
  const shape = useModelShape();
  const values = useColourValues();
  const attribution = useApp((state) => state.attribution);
  const activations = useApp((state) => state.activations);
  const selected = useApp((state) => state.selected);
  const edited = useEdited();
  const change = useMemo(() => activations && activationChange(activations.value), [activations]);
  const indices = useMemo(() => {
    if (!values || !shape) return [];
    const width = shape.intermediateSize;
    return strongest(values, SHOWN, focus === null ? null : [focus * width, (focus + 1) * width]);
  }, [values, focus, shape]);
  const most = Math.abs(values?.[indices[0] ?? 0] ?? 1) || 1;
  const firing = activations?.value.after ?? attribution?.value.activations;
  return (
    <div className="strongest">
      <table aria-label={focus === null ? 'Strongest neurons' : `Strongest neurons of layer ${focus}`}>
        <thead>
          <tr>
            <th scope="col">{focus === null ? 'Strongest neurons' : `Strongest of L${focus}`}</th>
            {COLOURS.map((option) => (
              <th key={option} scope="col" aria-sort={option === colour ? 'descending' : 'none'}>
                <button
                  type="button"
                  onClick={() => store.getState().setColour(option)}
                  title={`Order and colour by ${option}`}
                >
                  {TITLES[option]}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shape &&
            indices.map((index) => (
              <Row
                key={index}
                index={index}
                name={nameOf(refOf(index, shape.intermediateSize))}
                score={attribution?.value.scores[index]}
                activation={firing?.[index]}
                change={change?.[index]}
                share={(values?.[index] ?? 0) / most}
                selected={selected.includes(index)}
                edited={edited.includes(index)}
              />
            ))}
        </tbody>
      </table>
      {indices.length === 0 && (
        <p className="quiet strongest-empty">
          {colour === 'change' ? 'Nothing is changed yet. Edit a neuron to see what it moves.' : ''}
        </p>
      )}
    </div>
  );
}

interface RowProps {
  readonly index: number;
  readonly name: string;
  readonly score: number | undefined;
  readonly activation: number | undefined;
  readonly change: number | undefined;
  /** −1..1 of the strongest. */
  readonly share: number;
  readonly selected: boolean;
  readonly edited: boolean;
}

const Row = memo(function NeuronRow({ index, name, score, activation, change, share, selected, edited }: RowProps) {
  const store = useAppStore();
  const size = Math.abs(share) * 50;
  return (
    <tr data-selected={selected} data-edited={edited}>
      <th scope="row">
        <button
          type="button"
          className="mono"
          aria-pressed={selected}
          onClick={(event) => {
            if (event.shiftKey || event.ctrlKey || event.metaKey) store.getState().toggleSelected(index);
            else store.getState().select(index);
          }}
        >
          {name}
          {edited && <span className="visually-hidden"> (edited)</span>}
        </button>
        <span className="share" aria-hidden>
          <span
            className={share > 0 ? 'positive' : 'negative'}
            style={{ width: `${size}%`, left: share > 0 ? '50%' : `${50 - size}%` }}
          />
        </span>
      </th>
      <td className={`number ${(score ?? 0) > 0 ? 'up' : 'down'}`}>{score === undefined ? '' : signed(score)}</td>
      <td className="number">{activation === undefined ? '' : plain(activation)}</td>
      <td className="number">{change === undefined || change === 0 ? '' : signed(change, 3)}</td>
    </tr>
  );
});
