/**
 * Neurons against wordings: a cell is as strong as the neuron is in that wording, and full in colour where it reaches t.
 * The wordings of a second fact stand beside those of the first, in the other colour.
 */
import { useMemo } from 'react';
import type { Evidence } from '../../../knowledge/measures/evidence';
import { neuronKey } from '../../../knowledge/edits/edits';
import type { Ranking } from '../../../knowledge/measures/ranking';
import { countNeurons, type CountedNeuron, type Thresholds } from '../../../knowledge/measures/refined-set';
import { indexOf, nameOf } from '../../../state/neurons';
import { useModelShape } from '../../model-shape';
import { useApp, useAppStore } from '../../store';
import { useEdited } from '../../see/values';

const SHOWN = 60;

export interface Side {
  readonly evidence: readonly Evidence[];
  readonly rankings: readonly Ranking[];
}

interface Props {
  /** The fact, and the second one; without evidence where there is none. */
  readonly sides: readonly [Side, Side];
  readonly set: readonly CountedNeuron[];
  readonly thresholds: Thresholds;
}

export function Barcode({ sides, set, thresholds }: Props) {
  const store = useAppStore();
  const shape = useModelShape();
  const selected = useApp((state) => state.selected);
  const edited = useEdited();
  const [first, second] = sides;
  const rows = useRows(first.rankings, second.rankings, thresholds.t);
  const inSet = useMemo(() => new Set(set.map(neuronKey)), [set]);
  const isPair = second.evidence.length > 0;
  return (
    <div className="strongest barcode">
      <table aria-label="Neurons by wordings">
        <thead>
          <tr>
            <th scope="col">Neurons by wordings</th>
            <th scope="col">{isPair ? 'wordings of both facts' : 'one column a wording'}</th>
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
                    <button
                      type="button"
                      className="mono"
                      aria-pressed={selected.includes(index)}
                      onClick={(event) => {
                        if (event.shiftKey || event.ctrlKey || event.metaKey) store.getState().toggleSelected(index);
                        else store.getState().select(index);
                      }}
                    >
                      {nameOf(neuron)}
                    </button>
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

interface Row extends Pick<CountedNeuron, 'layer' | 'neuron'> {
  /** Wordings of each fact in which it reaches t. */
  readonly counts: readonly [number, number];
}

/** The most frequent first; beside a second fact, those that both share first. */
function useRows(first: readonly Ranking[], second: readonly Ranking[], t: number): readonly Row[] {
  return useMemo(() => {
    const [own, other] = [countNeurons(first, t), countNeurons(second, t)];
    const counts = new Map<string, Row>();
    for (const { layer, neuron, count } of own)
      counts.set(neuronKey({ layer, neuron }), { layer, neuron, counts: [count, 0] });
    for (const { layer, neuron, count } of other) {
      const key = neuronKey({ layer, neuron });
      counts.set(key, { layer, neuron, counts: [counts.get(key)?.counts[0] ?? 0, count] });
    }
    const rows = [...counts.values()];
    if (second.length > 0)
      rows.sort(
        (a, b) => Math.min(...b.counts) - Math.min(...a.counts) || Math.max(...b.counts) - Math.max(...a.counts),
      );
    return rows.slice(0, SHOWN);
  }, [first, second, t]);
}

interface CellsProps {
  readonly side: Side;
  /** Key of the neuron. */
  readonly of: string;
  readonly t: number;
  readonly tone: 'first' | 'second';
}

function Cells({ side: { evidence, rankings }, of, t, tone }: CellsProps) {
  const shares = useMemo(
    () =>
      rankings.map(
        ({ neurons, largest }) => (neurons.find((neuron) => neuronKey(neuron) === of)?.score ?? 0) / (largest || 1),
      ),
    [rankings, of],
  );
  return shares.map((strength, wording) => (
    <i
      key={wording}
      data-tone={tone}
      data-reaches={strength >= t}
      style={{ opacity: strength === 0 ? 0 : 0.15 + 0.85 * strength }}
      title={evidence[wording]?.prompt}
    />
  ));
}
