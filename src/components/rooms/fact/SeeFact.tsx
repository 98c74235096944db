/** The middle place of the fact's room: in how many wordings each neuron counts, and which ones enough of them share. */
import { evidenceOf, sharedSet, otherEvidenceOf, thresholdsInUse } from '../../../state/sets';
import { useCallback, useMemo, useState } from 'react';
import { rankingsOf } from '../../../experiments/fact-evidence';
import type { Ranking } from '../../../knowledge/measures/ranking';
import { countNeurons, refine, type CountedNeuron } from '../../../knowledge/measures/refined-set';

import { byIndex, indicesOf, useModelShape, type ModelShape } from '../../model-shape';
import { useApp, useAppStore } from '../../store';
import { RANKINGS, type RankBy } from '../../../state/wordings';
import { sharesOfWordings } from '../../../figures/map/shown';
import { signed } from '../../../figures/format';
import { MapFrame } from '../../see/MapFrame';
import { MapTools } from '../../see/MapTools';
import type { LayerSummary } from '../../../figures/map/layer-summary';
import type { MapZoom } from '../../see/map/useMapZoom';
import { Segments } from '../../ui/Segments';
import { Barcode } from './Barcode';
import { SetControls } from './SetControls';

const NAMES: Record<RankBy, string> = { attribution: 'By attribution', activation: 'By activation' };

export function SeeFact() {
  const store = useAppStore();
  const shape = useModelShape();
  const evidence = useApp(evidenceOf);
  const thresholds = useApp(thresholdsInUse);
  const rankBy = useApp((state) => state.rankBy);
  const [zoom, setZoom] = useState<MapZoom | null>(null);
  const [selecting, setSelecting] = useState(false);
  const n = evidence.length;

  const rankings = useMemo(() => rankingsOf(evidence, rankBy), [evidence, rankBy]);
  const second = useApp(otherEvidenceOf);
  const secondRankings = useMemo(() => rankingsOf(second, rankBy), [second, rankBy]);
  const found = useCounts(rankings, thresholds.t, shape);
  const beside = useCounts(secondRankings, thresholds.t, shape);
  const set = useMemo(() => refine(rankings, thresholds), [rankings, thresholds]);
  const { shared } = useApp(sharedSet);
  const both = useMemo(() => indicesOf(shared, shape), [shared, shape]);
  const values = useMemo(() => {
    if (n === 0 || !shape) return null;
    const counted = (counts: typeof found, of: number) => ({ counts: [...counts.values()], of });
    return sharesOfWordings(shape, counted(found, n), counted(beside, second.length));
  }, [found, beside, n, second.length, shape]);
  const sums = useMemo<LayerSummary | null>(
    () =>
      n === 0 || !shape
        ? null
        : {
            name: 'in the set',
            values: Array.from({ length: shape.layers }, (_, layer) => set.filter((ref) => ref.layer === layer).length),
            format: (value) => String(value),
            title: (layer, value) => `Neurons of the set in layer ${layer}, ${value}`,
          },
    [set, n, shape],
  );
  const factsOf = useCallback(
    (index: number) => {
      const neuron = found.get(index);
      if (n === 0) return [];
      return [
        { name: 'wordings', value: `${neuron?.count ?? 0} of ${n}` },
        ...(second.length > 0
          ? [{ name: 'of the second fact', value: `${beside.get(index)?.count ?? 0} of ${second.length}` }]
          : []),
        ...(neuron ? [{ name: `mean ${rankBy}`, value: signed(neuron.score, 5), tone: neuron.score }] : []),
      ];
    },
    [found, beside, n, second.length, rankBy],
  );

  return (
    <section className="place see" aria-labelledby="see-title">
      <header className="place-head">
        <h2 id="see-title">See</h2>
        <Segments
          name="Rank neurons"
          value={rankBy}
          options={RANKINGS.map((value) => ({ value, label: NAMES[value] }))}
          onChange={store.getState().setRankBy}
        />
        <MapTools zoom={zoom} selecting={selecting} onSelecting={setSelecting} />
      </header>
      <MapFrame
        stale={false}
        selecting={selecting}
        values={values}
        domain={1}
        both={both}
        factsOf={factsOf}
        sums={sums}
        onReady={setZoom}
      />
      <div className="map-foot fact-foot">{n === 0 ? <Nothing /> : <SetControls set={set} />}</div>
      <Barcode
        sides={[
          { evidence, rankings },
          { evidence: second, rankings: secondRankings },
        ]}
        set={set}
        thresholds={thresholds}
      />
    </section>
  );
}

/** By index, in how many of the wordings each neuron reaches t. */
function useCounts(
  rankings: readonly Ranking[],
  t: number,
  shape: ModelShape | null,
): ReadonlyMap<number, CountedNeuron> {
  return useMemo(() => byIndex(countNeurons(rankings, t), shape), [rankings, t, shape]);
}

function Nothing() {
  const fact = useApp((state) => state.fact);
  return (
    <p className="quiet">
      {fact
        ? 'Nothing is attributed yet. Find its neurons, and the map shows in how many wordings each of them counts.'
        : 'Pick a fact under Ask. The map then shows in how many of its wordings each neuron counts.'}
    </p>
  );
}
