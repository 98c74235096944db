/** Neurons against wordings: a cell is as strong as the neuron is in that wording, and ringed where it reaches t. */
import { useMemo } from 'react';
import type { Evidence } from '../../../knowledge/evidence';
import { neuronKey, type Ranking } from '../../../knowledge/ranking';
import { countNeurons, type CountedNeuron, type Thresholds } from '../../../knowledge/refined-set';
import { indexOf, nameOf } from '../../../state/neurons';
import { store, useApp } from '../../../state/store';
import { useEdited } from '../../see/values';

const SHOWN = 60;

interface Props {
  readonly evidence: readonly Evidence[];
  readonly rankings: readonly Ranking[];
  readonly set: readonly CountedNeuron[];
  readonly thresholds: Thresholds;
}

export function Barcode({ evidence, rankings, set, thresholds }: Props) {
  const width = useApp((state) => state.info?.config.intermediateSize ?? 1);
  const selected = useApp((state) => state.selected);
  const edited = useEdited();
  const rows = useMemo(() => countNeurons(rankings, thresholds.t).slice(0, SHOWN), [rankings, thresholds.t]);
  const shares = useMemo(
    () => rankings.map(({ neurons, largest }) => new Map(neurons.map((neuron) => [neuronKey(neuron), neuron.score / (largest || 1)]))),
    [rankings],
  );
  const inSet = useMemo(() => new Set(set.map(neuronKey)), [set]);
  const n = evidence.length;
  return (
    <div className="strongest barcode">
      <table aria-label="Neurons by wordings">
        <thead>
          <tr>
            <th scope="col">Neurons by wordings</th>
            <th scope="col">one column a wording</th>
            <th scope="col">in k of {n}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((neuron) => {
            const index = indexOf(neuron, width);
            const key = neuronKey(neuron);
            return (
              <tr key={key} data-selected={selected.includes(index)} data-edited={edited.includes(index)} data-in={inSet.has(key)}>
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
                    {shares.map((share, wording) => {
                      const strength = share.get(key) ?? 0;
                      return (
                        <i
                          key={wording}
                          data-reaches={strength >= thresholds.t}
                          style={{ opacity: strength === 0 ? 0 : 0.15 + 0.85 * strength }}
                          title={evidence[wording]?.prompt}
                        />
                      );
                    })}
                  </span>
                </td>
                <td className="number">
                  {neuron.count} of {n}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
