/** The neurons in which the sides differ most, each with both scores; those that differ by more than the error are marked. */
import { memo, useMemo } from 'react';
import { nameOf, refOf } from '../../../state/neurons';
import { MOST_MARKED, type NeuronDifferences } from '../../../state/beside-differences';
import { counted, probability, signed } from '../../../figures/format';
import { useModelShape } from '../../model-shape';
import { strongest } from '../../../figures/map/strongest';
import { useNeuronWords } from '../../see/useNeuronWords';
import { useApp } from '../../store';
import { NeuronButton } from '../../see/NeuronButton';
import { Explained } from '../../glossary/Explained';
import { useRoving } from '../../ui/useRoving';
import type { Sides } from './sides';

const SHOWN = 24;

interface Props {
  readonly sides: Sides;
  readonly differences: NeuronDifferences;
}

export function MostDifferent({ sides: { a, b }, differences: { values, beyond, marked } }: Props) {
  const shape = useModelShape();
  const selected = useApp((state) => state.selected);
  const indices = useMemo(() => strongest(values, SHOWN), [values]);
  const wordsOf = useNeuronWords(indices);
  const { tabStop, listProps } = useRoving(indices.map(String));
  const most = Math.abs(values[indices[0] ?? 0] ?? 0) || 1;
  const isMarked = new Set(marked);
  if (!shape) return null;
  return (
    <div className="pair-table neuron-pairs">
      <table aria-label="Where they differ most">
        <thead>
          <tr>
            <th scope="col">Where they differ most</th>
            <th scope="col">A</th>
            <td />
            <th scope="col">B</th>
            <th scope="col">B − A</th>
          </tr>
        </thead>
        <tbody {...listProps}>
          {indices.map((index) => (
            <Row
              key={index}
              index={index}
              name={nameOf(refOf(index, shape.intermediateSize))}
              words={wordsOf(index)}
              a={a.attribution?.scores[index] ?? 0}
              b={b.attribution?.scores[index] ?? 0}
              most={most}
              marked={isMarked.has(index)}
              selected={selected.includes(index)}
              isTabStop={String(index) === tabStop}
            />
          ))}
        </tbody>
      </table>
      <p className="quiet" role="status">
        {markedLine(marked.length, beyond)} See <Explained of="completeness">completeness</Explained>.
      </p>
    </div>
  );
}

/** What is marked, and beyond what. */
export function markedLine(marked: number, beyond: number): string {
  const error = `${probability(beyond, 5)}, which is what both attributions together may be off by`;
  if (marked === 0) return `Nothing is marked: no neuron differs by more than ${error}.`;
  const which = marked === MOST_MARKED ? `the ${MOST_MARKED} neurons that differ most` : counted(marked, 'neuron');
  return `Marked, and ringed in both maps: ${which}, by more than ${error}.`;
}

interface RowProps {
  readonly index: number;
  readonly name: string;
  readonly words: string;
  readonly a: number;
  readonly b: number;
  /** The largest difference of the list. */
  readonly most: number;
  readonly marked: boolean;
  readonly selected: boolean;
  readonly isTabStop: boolean;
}

const Row = memo(function DifferentNeuron({ index, name, words, a, b, most, ...row }: RowProps) {
  const { marked, selected, isTabStop } = row;
  const difference = b - a;
  const size = (Math.abs(difference) / most) * 50;
  return (
    <tr data-selected={selected} data-marked={marked}>
      <th scope="row">
        <NeuronButton index={index} selected={selected} isTabStop={isTabStop}>
          {name}
        </NeuronButton>
        <span className="pair-words" title={words}>
          {words}
        </span>
      </th>
      <td className="number">{signed(a)}</td>
      <td className="mirror" aria-hidden>
        <i>
          <span
            className={difference > 0 ? 'positive' : 'negative'}
            style={difference > 0 ? { width: `${size}%`, left: '50%' } : { width: `${size}%`, right: '50%' }}
          />
        </i>
      </td>
      <td className="number">{signed(b)}</td>
      <td className={`number ${marked ? (difference > 0 ? 'up' : 'down') : 'quiet'}`}>
        {signed(difference)}
        {marked && <span className="visually-hidden"> (marked)</span>}
      </td>
    </tr>
  );
});
