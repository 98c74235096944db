/** The middle place of the fact's room: in how many wordings each neuron counts, and which ones enough of them share. */
import { useCallback, useMemo, useState } from 'react';
import { adjustShare, countNeurons, overlap, PAPER_THRESHOLDS, refine, type CountedNeuron } from '../../../knowledge/refined-set';
import { evidenceOf, isSelected, rankingsOf, RANKINGS, refinedSet, type RankBy } from '../../../state/fact';
import { indexOf } from '../../../state/neurons';
import { store, useApp } from '../../../state/store';
import { counted, percent, signed, word } from '../../format';
import { MapFrame } from '../../see/MapFrame';
import { MapTools } from '../../see/MapTools';
import type { LayerSummary } from '../../see/map/Gutters';
import type { MapZoom } from '../../see/map/useMapZoom';
import { Range } from '../../ui/Range';
import { Segments } from '../../ui/Segments';
import { Barcode } from './Barcode';

const NAMES: Record<RankBy, string> = { attribution: 'By attribution', activation: 'By activation' };

export function SeeFact() {
  const config = useApp((state) => state.info?.config);
  const evidence = useApp(evidenceOf);
  const thresholds = useApp((state) => state.thresholds);
  const rankBy = useApp((state) => state.rankBy);
  const [zoom, setZoom] = useState<MapZoom | null>(null);
  const [selecting, setSelecting] = useState(false);
  const width = config?.intermediateSize ?? 1;
  const size = (config?.layers ?? 0) * width;
  const n = evidence.length;

  const rankings = useMemo(() => rankingsOf(evidence, rankBy), [evidence, rankBy]);
  const found = useMemo(() => new Map(countNeurons(rankings, thresholds.t).map((neuron) => [indexOf(neuron, width), neuron])), [rankings, thresholds.t, width]);
  const set = useMemo(() => refine(rankings, thresholds), [rankings, thresholds]);
  const values = useMemo(() => {
    if (n === 0) return null;
    const counts = new Float32Array(size);
    for (const [index, { count }] of found) counts[index] = count;
    return counts;
  }, [found, n, size]);
  const sums = useMemo<LayerSummary | null>(
    () =>
      n === 0 || !config
        ? null
        : {
            values: Array.from({ length: config.layers }, (_, layer) => set.filter((ref) => ref.layer === layer).length),
            format: (value) => String(value),
            title: (layer, value) => `Neurons of the set in layer ${layer}, ${value}`,
          },
    [set, n, config],
  );
  const factsOf = useCallback(
    (index: number) => {
      const neuron = found.get(index);
      if (n === 0) return [];
      return [
        { name: 'wordings', value: `${neuron?.count ?? 0} of ${n}` },
        ...(neuron ? [{ name: `mean ${rankBy}`, value: signed(neuron.score, 5), tone: neuron.score }] : []),
      ];
    },
    [found, n, rankBy],
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
        domain={Math.max(1, n)}
        factsOf={factsOf}
        sums={sums}
        onReady={setZoom}
      />
      <div className="map-foot fact-foot">{n === 0 ? <Nothing /> : <SetControls set={set} />}</div>
      <Barcode evidence={evidence} rankings={rankings} set={set} thresholds={thresholds} />
    </section>
  );
}

function Nothing() {
  const fact = useApp((state) => state.fact);
  return (
    <p className="quiet">
      {fact
        ? 'Nothing is attributed yet. Find its neurons, and the map shows in how many wordings each of them counts.'
        : 'Pick a fact on the left. The map then shows in how many of its wordings each neuron counts.'}
    </p>
  );
}

function SetControls({ set }: { readonly set: readonly CountedNeuron[] }) {
  const thresholds = useApp((state) => state.thresholds);
  const rankBy = useApp((state) => state.rankBy);
  const evidence = useApp(evidenceOf);
  const target = useApp((state) => state.fact?.target.token ?? '');
  const held = useApp((state) => isSelected(refinedSet(state), state.selected, state.info?.config.intermediateSize ?? 1));
  const { setThresholds, selectSet } = store.getState();
  const { t, s } = thresholds;
  const n = evidence.length;
  const needed = Math.ceil(s * n - 1e-9);
  const least = Math.max(...rankingsOf(evidence, rankBy).map(({ completeFrom }) => completeFrom));
  const other = rankBy === 'attribution' ? 'activation' : 'attribution';
  const others = refine(rankingsOf(evidence, other), thresholds);
  const shared = overlap(set, others).shared.length;
  const automatic = () => {
    const found = adjustShare([rankingsOf(evidence, rankBy)], t);
    setThresholds({ t, s: found.s });
    if (!found.met) {
      store.getState().notify({
        tone: 'info',
        text: `No s gives 2 to 5 neurons at this t; the nearest gives ${counted(found.meanSize, 'neuron')}. Move t to change that.`,
      });
    }
  };
  return (
    <>
      <div className="thresholds">
        <Range
          name="Threshold t"
          label={<><b>t</b> of the strongest score</>}
          min={0.05}
          max={0.9}
          step={0.01}
          mark={PAPER_THRESHOLDS.t}
          value={t}
          text={percent(t)}
          onChange={(next) => setThresholds({ t: next, s })}
        />
        <Range
          name="Threshold s"
          label={<><b>s</b> of the wordings</>}
          min={0.05}
          max={1}
          step={0.05}
          mark={PAPER_THRESHOLDS.s}
          value={s}
          text={`${needed} of ${n}`}
          onChange={(next) => setThresholds({ t, s: next })}
        />
        <button type="button" className="button small" title="The s at which 2 to 5 neurons are left, as the paper's code finds it" onClick={automatic}>
          Find s
        </button>
      </div>
      <p className="set-line" role="status">
        <b>{counted(set.length, 'neuron')}</b>
        <span className="quiet">
          {set.length === 1 ? ' reaches' : ' reach'} both for {word(target)}. Ranking by {other} would choose {others.length}, {shared} of them the same.
          {t < least && ` Below t = ${percent(least)} the list of candidates is cut, so counts may be too low.`}
        </span>
        {set.length > 0 && !held && (
          <button type="button" className="text-button" onClick={selectSet}>
            Select {set.length === 1 ? 'it' : 'them'}
          </button>
        )}
      </p>
    </>
  );
}
