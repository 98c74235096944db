/** Over the list: in how many of its prompts each neuron is among the strong ones, and which come up in most of them. */
import { useCallback, useMemo, useState } from 'react';
import { PROMPT_LIST } from '../../experiments/protocol';
import { countNeurons, refine, type Thresholds } from '../../knowledge/measures/refined-set';
import { PAPER_THRESHOLDS } from '../../knowledge/protocol';
import { rankingsOfPrompts } from '../../state/prompts';
import { isSelected } from '../../state/sets';
import { counted, percent, signed } from '../../figures/format';
import { ThresholdSliders } from '../rooms/ThresholdSliders';
import { byIndex, indicesOf, useModelShape } from '../model-shape';
import { MapFrame } from '../see/MapFrame';
import type { MapZoom } from '../see/map/useMapZoom';
import { useApp, useAppStore } from '../store';

/** A list is of many things, so a neuron has to come up less often than in the wordings of one fact. */
const AT_FIRST = { t: PAPER_THRESHOLDS.t, s: 0.25 };

interface Props {
  readonly selecting: boolean;
  readonly stale: boolean;
  onReady(zoom: MapZoom): void;
}

export function PromptsMap({ selecting, stale, onReady }: Props) {
  const store = useAppStore();
  const shape = useModelShape();
  const rankings = useApp(({ promptResults }) => rankingsOfPrompts(promptResults?.value ?? NONE));
  const [thresholds, setThresholds] = useState<Thresholds>(AT_FIRST);
  const { t } = thresholds;
  const n = rankings.length;
  const found = useMemo(() => byIndex(countNeurons(rankings, t), shape), [rankings, t, shape]);
  const values = useMemo(() => {
    if (!shape) return null;
    const shown = new Float32Array(shape.layers * shape.intermediateSize);
    for (const [index, { count }] of found) shown[index] = count / n;
    return shown;
  }, [found, n, shape]);
  const factsOf = useCallback(
    (index: number) => {
      const neuron = found.get(index);
      return [
        { name: 'prompts', value: `${neuron?.count ?? 0} of ${n}` },
        ...(neuron ? [{ name: 'mean attribution', value: signed(neuron.score, 5), tone: neuron.score }] : []),
      ];
    },
    [found, n],
  );
  const set = useMemo(() => refine(rankings, thresholds), [rankings, thresholds]);
  const held = useApp(({ selected }) => shape !== null && isSelected(set, selected, shape.intermediateSize));
  const most = Math.max(1, ...[...found.values()].map(({ count }) => count));
  const least = Math.max(...rankings.map(({ completeFrom }) => completeFrom));
  return (
    <>
      <MapFrame
        stale={stale}
        selecting={selecting}
        values={values}
        domain={most / n}
        factsOf={factsOf}
        sums={null}
        onReady={onReady}
      />
      <div className="map-foot fact-foot prompts-foot">
        <ThresholdSliders
          thresholds={thresholds}
          askings="prompts"
          n={n}
          least={PROMPT_LIST.kept.share}
          marks={{ t: false, s: false }}
          onChange={setThresholds}
        />
        <p className="set-line" role="status">
          <b>{set.length === 0 ? 'No neuron' : counted(set.length, 'neuron')}</b>
          <span className="quiet">
            {set.length > 1 ? ' count' : ' counts'} in so many prompts. The strongest colour: in {most} of {n}.
            {t < least &&
              ` Below t = ${percent(least)} counts may be too low: only the strongest neurons of each prompt are kept.`}
          </span>
          {set.length > 0 && !held && (
            <button
              type="button"
              className="text-button"
              onClick={() => store.getState().selectMany([...indicesOf(set, shape)].reverse(), false)}
            >
              Select {set.length === 1 ? 'it' : 'them'}
            </button>
          )}
        </p>
      </div>
    </>
  );
}

const NONE: readonly never[] = [];
