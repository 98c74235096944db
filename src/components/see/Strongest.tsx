/** The hundred strongest neurons by what colours the map: the same as the map, for reading and for the keyboard. */
import { memo, useMemo } from 'react';
import { nameOf, refOf } from '../../state/neurons';
import { useModelShape } from '../model-shape';
import { useApp, useAppStore } from '../store';
import { NeuronButton } from './NeuronButton';
import { COLOURS, type Colour } from '../../state/view';
import { plain, signed } from '../../figures/format';
import { activationChange } from '../../figures/map/colour-values';
import { useEdited, useColourValues } from './values';
import { useRoving } from '../ui/useRoving';
import { strongest } from '../../figures/map/strongest';
import { useNeuronWords } from './useNeuronWords';
import { Explained } from '../glossary/Explained';

const SHOWN = 100;
/** The value of a full bar, where none is larger: what is next to nothing is drawn as next to nothing. */
const LEAST: Record<Colour, number> = { attribution: 0.001, activation: 0.01, change: 0.01 };
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
  const most = Math.max(LEAST[colour], Math.abs(values?.[indices[0] ?? 0] ?? 0));
  const wordsOf = useNeuronWords(indices);
  const { tabStop, listProps } = useRoving(indices.map(String));
  const firing = activations?.value.after ?? attribution?.value.activations;
  return (
    <div className="strongest">
      <table
        className="neuron-list"
        data-colour={colour}
        aria-label={focus === null ? 'Strongest neurons' : `Strongest neurons of layer ${focus}`}
      >
        <thead>
          <tr>
            <th scope="col">
              {focus === null ? (
                <>
                  Strongest <Explained of="neuron">neurons</Explained>, and what they{' '}
                  <Explained of="says">say</Explained>
                </>
              ) : (
                `Strongest of L${focus}`
              )}
            </th>
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
        <tbody {...listProps}>
          {shape &&
            indices.map((index) => (
              <Row
                key={index}
                index={index}
                name={nameOf(refOf(index, shape.intermediateSize))}
                words={wordsOf(index)}
                score={attribution?.value.scores[index]}
                activation={firing?.[index]}
                change={change?.[index]}
                share={(values?.[index] ?? 0) / most}
                selected={selected.includes(index)}
                edited={edited.includes(index)}
                isTabStop={String(index) === tabStop}
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
  /** What it says; empty while that is not known. */
  readonly words: string;
  readonly score: number | undefined;
  readonly activation: number | undefined;
  readonly change: number | undefined;
  /** −1..1 of the strongest. */
  readonly share: number;
  readonly selected: boolean;
  readonly edited: boolean;
  readonly isTabStop: boolean;
}

const Row = memo(function NeuronRow({ index, name, words, score, activation, change, ...row }: RowProps) {
  const { share, selected, edited, isTabStop } = row;
  const size = Math.abs(share) * 50;
  return (
    <tr data-selected={selected} data-edited={edited}>
      <th scope="row">
        <NeuronButton index={index} selected={selected} isTabStop={isTabStop}>
          {name}
          {edited && <span className="visually-hidden"> (edited)</span>}
        </NeuronButton>
        <span className="strongest-words" title={words}>
          {words}
        </span>
        <span className="strongest-bar" aria-hidden>
          <span
            className={share > 0 ? 'positive' : 'negative'}
            style={{ width: `${size}%`, left: share > 0 ? '50%' : `${50 - size}%` }}
          />
        </span>
      </th>
      <td className={`number ${toneOf(score)}`}>{score === undefined ? '' : signed(score)}</td>
      <td className="number">{activation === undefined ? '' : plain(activation)}</td>
      <td className="number">{change === undefined || change === 0 ? '' : signed(change, 3)}</td>
    </tr>
  );
});

/** Of a score as it is written: one that reads 0.0000 pushes neither way. */
function toneOf(score = 0): string {
  if (Math.abs(score) < 0.00005) return '';
  return score > 0 ? 'up' : 'down';
}
