/**
 * Neurons against wordings: a cell is as strong as the neuron is in that wording, and full in colour where it reaches t.
 * The wordings of a second fact stand beside those of the first, in the other colour.
 */
import { useMemo } from 'react';
import { neuronKey } from '../../../knowledge/edits/edits';
import type { CountedNeuron, Thresholds } from '../../../knowledge/measures/refined-set';
import { barcodeRows, sharesIn, strengthOfCell, type BarcodeSide } from '../../../figures/barcode-rows';
import { indexOf, nameOf } from '../../../state/neurons';
import { useModelShape } from '../../model-shape';
import { useApp } from '../../store';
import { TakePicture } from '../../out/TakePicture';
import { useEdited } from '../../see/values';
import { NeuronButton } from '../../see/NeuronButton';

interface Props {
  /** The fact, and the second one; without evidence where there is none. */
  readonly sides: readonly [BarcodeSide, BarcodeSide];
  readonly set: readonly CountedNeuron[];
  readonly thresholds: Thresholds;
}

export function Barcode({ sides, set, thresholds }: Props) {
  const shape = useModelShape();
  const selected = useApp((state) => state.selected);
  const edited = useEdited();
  const [first, second] = sides;
  const rows = useMemo(
    () => barcodeRows(first.rankings, second.rankings, thresholds.t),
    [first.rankings, second.rankings, thresholds.t],
  );
  const inSet = useMemo(() => new Set(set.map(neuronKey)), [set]);
  const isPair = second.evidence.length > 0;
  return (
    <div className="strongest barcode">
      <table aria-label="Neurons by wordings">
        <thead>
          <tr>
            <th scope="col">Neurons by wordings</th>
            <th scope="col">
              <span className="barcode-columns">{isPair ? 'wordings of both facts' : 'one column a wording'}</span>{' '}
              <TakePicture picture="barcode" />
            </th>
            <th scope="col">
              in k of {isPair ? `${first.evidence.length}, ${second.evidence.length}` : first.evidence.length}
            </th>
          </tr>
        </thead>
        <tbody>
          {shape &&
            rows.map((neuron) => {
              const index = indexOf(neuron, shape.intermediateSize);
              const key = neuronKey(neuron);
              return (
                <tr
                  key={key}
                  data-selected={selected.includes(index)}
                  data-edited={edited.includes(index)}
                  data-in={inSet.has(key)}
                >
                  <th scope="row">
                    <NeuronButton index={index} selected={selected.includes(index)}>
                      {nameOf(neuron)}
                    </NeuronButton>
                  </th>
                  <td>
                    <span className="code" aria-hidden>
                      <Cells side={first} of={key} t={thresholds.t} tone="first" />
                      {isPair && <Cells side={second} of={key} t={thresholds.t} tone="second" />}
                    </span>
                  </td>
                  <td className="number">
                    {isPair
                      ? `${neuron.counts[0]}, ${neuron.counts[1]}`
                      : `${neuron.counts[0]} of ${first.evidence.length}`}
                  </td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </div>
  );
}

interface CellsProps {
  readonly side: BarcodeSide;
  /** Key of the neuron. */
  readonly of: string;
  readonly t: number;
  readonly tone: 'first' | 'second';
}

function Cells({ side: { evidence, rankings }, of, t, tone }: CellsProps) {
  const shares = useMemo(() => sharesIn(rankings, of), [rankings, of]);
  return shares.map((strength, wording) => (
    <i
      key={wording}
      data-tone={tone}
      data-reaches={strength >= t}
      style={{ opacity: strengthOfCell(strength) }}
      title={evidence[wording]?.prompt}
    />
  ));
}
