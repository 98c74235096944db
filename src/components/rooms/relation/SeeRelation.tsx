/** The middle place of the relation's room: how many facts each neuron serves, and what erasing some of them does. */
import { useCallback, useMemo, useState } from 'react';
import { PAPER_ERASED } from '../../../knowledge/erase';
import { indexOf } from '../../../state/neurons';
import { relationEvidenceOf, servingNeurons } from '../../../state/relation';
import { store, useApp } from '../../../state/store';
import { counted } from '../../format';
import { MapFrame } from '../../see/MapFrame';
import { MapTools } from '../../see/MapTools';
import type { MapZoom } from '../../see/map/useMapZoom';
import { Range } from '../../ui/Range';
import { Spread } from './Spread';

/** Neurons that the slider goes to. */
const MOST_ERASED = 100;

export function SeeRelation() {
  const config = useApp((state) => state.info?.config);
  const evidence = useApp(relationEvidenceOf);
  const thresholds = useApp((state) => state.thresholds);
  const count = useApp((state) => state.eraseCount);
  const [zoom, setZoom] = useState<MapZoom | null>(null);
  const [selecting, setSelecting] = useState(false);
  const width = config?.intermediateSize ?? 1;
  const size = (config?.layers ?? 0) * width;
  const serving = servingNeurons(evidence, thresholds);
  const facts = evidence?.facts.length ?? 0;
  const byIndex = useMemo(() => new Map(serving.map((neuron) => [indexOf(neuron, width), neuron.facts])), [serving, width]);
  const values = useMemo(() => {
    if (facts === 0) return null;
    const served = new Float32Array(size);
    for (const [index, number] of byIndex) served[index] = number;
    return served;
  }, [byIndex, facts, size]);
  const factsOf = useCallback(
    (index: number) => (facts === 0 ? [] : [{ name: 'serves', value: `${byIndex.get(index) ?? 0} of ${facts} facts` }]),
    [byIndex, facts],
  );
  const chosen = serving.slice(0, count);
  const choose = (next: number) => {
    store.getState().setEraseCount(next);
    store.getState().selectMany(serving.slice(0, next).map((neuron) => indexOf(neuron, width)).reverse(), false);
  };
  return (
    <section className="place see see-relation" aria-labelledby="see-title">
      <header className="place-head">
        <h2 id="see-title">See</h2>
        <p>{facts > 0 ? `in how many of ${facts} facts each neuron counts` : ''}</p>
        <MapTools zoom={zoom} selecting={selecting} onSelecting={setSelecting} />
      </header>
      <MapFrame stale={false} selecting={selecting} values={values} domain={Math.max(1, facts)} factsOf={factsOf} sums={null} onReady={setZoom} />
      <div className="map-foot fact-foot">
        {facts === 0 ? (
          <p className="quiet">Find the neurons of the relation&rsquo;s facts, and the map shows how many facts each of them serves.</p>
        ) : (
          <div className="thresholds erase-count">
            <Range
              name="Neurons to erase"
              label="Neurons to erase, those that serve most facts first"
              min={1}
              max={Math.max(2, Math.min(MOST_ERASED, serving.length))}
              step={1}
              mark={PAPER_ERASED}
              value={Math.min(count, Math.max(1, serving.length))}
              text={`${chosen.length}`}
              onChange={choose}
            />
            <p className="quiet set-line" role="status">
              {chosen.length === 0
                ? 'No neuron reaches the thresholds in two wordings of a fact. Lower t in the room Fact.'
                : `They serve ${chosen.at(-1)?.facts ?? 0} to ${chosen[0]?.facts ?? 0} of ${facts} facts; ${counted(serving.length, 'neuron')} serve any.`}
            </p>
          </div>
        )}
      </div>
      <Spread />
    </section>
  );
}
