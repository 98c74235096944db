/** The middle place of the relation's room: how much each neuron is the relation's own, and what erasing some of them does. */
import { useCallback, useMemo, useState } from 'react';
import type { ServingNeuron } from '../../../experiments/erase';
import { ASKED, ERASURE } from '../../../experiments/protocol';
import {
  erasableNeurons,
  knowsRelation,
  ownNeurons,
  relationEvidenceOf,
  servingNeurons,
} from '../../../state/relation';
import { byIndex, indicesOf, useModelShape } from '../../model-shape';
import { useApp, useAppStore } from '../../store';
import { counted, percent } from '../../../figures/format';
import { numberInWords } from '../../numbers';
import { MapFrame } from '../../see/MapFrame';
import { MapTools } from '../../see/MapTools';
import type { MapZoom } from '../../see/map/useMapZoom';
import { Range } from '../../ui/Range';
import { Spread } from './Spread';

/** Neurons that the slider goes to. */
const MOST_ERASED = 100;
/** The lead at the end of the colours, where no neuron leads by more. */
const LEAST_DOMAIN = 0.05;

export function SeeRelation() {
  const store = useAppStore();
  const shape = useModelShape();
  const facts = useApp((state) => relationEvidenceOf(state)?.facts.length ?? 0);
  const relation = useApp((state) => state.relation);
  const known = useApp(knowsRelation);
  const sparing = useApp((state) => state.sparing);
  const order = useApp(erasableNeurons);
  const serving = useApp(servingNeurons);
  const own = useApp(ownNeurons);
  const count = useApp((state) => state.eraseCount);
  const [zoom, setZoom] = useState<MapZoom | null>(null);
  const [selecting, setSelecting] = useState(false);
  const served = useMemo(() => byIndex(serving, shape), [serving, shape]);
  const shares = useMemo(() => byIndex(own, shape), [own, shape]);
  const values = useMemo(() => {
    if (!known || !shape) return null;
    const shown = new Float32Array(shape.layers * shape.intermediateSize);
    if (sparing) for (const [index, { lead }] of shares) shown[index] = lead;
    else for (const [index, neuron] of served) shown[index] = neuron.facts;
    return shown;
  }, [known, sparing, served, shares, shape]);
  const factsOf = useCallback(
    (index: number) => {
      if (facts === 0) return [];
      const share = shares.get(index);
      return [
        { name: 'serves', value: `${served.get(index)?.facts ?? 0} of ${facts} facts` },
        ...(share
          ? [
              { name: 'here', value: percent(share.own) },
              { name: 'elsewhere', value: percent(share.others) },
            ]
          : []),
      ];
    },
    [served, shares, facts],
  );
  const chosen = order.slice(0, count);
  const choose = (next: number) => {
    store.getState().setEraseCount(next);
    store.getState().selectMany([...indicesOf(order.slice(0, next), shape)].reverse(), false);
  };
  return (
    <section className="place see see-relation" aria-labelledby="see-title">
      <header className="place-head">
        <h2 id="see-title">See</h2>
        <p>
          {!known
            ? ''
            : sparing
              ? 'amber: this relation’s own; blue: others use it more'
              : `in how many of ${facts} facts each neuron counts`}
        </p>
        <MapTools zoom={zoom} selecting={selecting} onSelecting={setSelecting} />
      </header>
      <MapFrame
        stale={false}
        selecting={selecting}
        values={values}
        domain={sparing ? Math.max(LEAST_DOMAIN, own[0]?.lead ?? 0) : Math.max(1, facts)}
        factsOf={factsOf}
        sums={null}
        onReady={setZoom}
      />
      <div className="map-foot fact-foot">
        {!known ? (
          <p className="quiet">
            {relation === null
              ? 'Pick a relation under Ask. The map then shows which neurons are its own.'
              : 'Find the neurons of the relation’s facts, and the map shows which of them are its own.'}
          </p>
        ) : (
          <div className="thresholds erase-count">
            <Range
              name="Neurons to erase"
              label="Neurons to erase"
              min={1}
              max={Math.max(2, Math.min(MOST_ERASED, order.length))}
              step={1}
              {...(sparing ? {} : { mark: ERASURE.paper })}
              value={Math.min(count, Math.max(1, order.length))}
              text={`${chosen.length}`}
              onChange={choose}
            />
            <p className="quiet set-line" role="status">
              {sparing
                ? `${counted(order.length, 'neuron')} ${order.length === 1 ? 'matters' : 'matter'} more here than elsewhere.`
                : servingLine(serving.slice(0, chosen.length), serving.length, facts)}
            </p>
          </div>
        )}
      </div>
      <Spread />
    </section>
  );
}

function servingLine(chosen: readonly ServingNeuron[], all: number, facts: number): string {
  return chosen.length === 0
    ? `No neuron reaches the thresholds in ${numberInWords(ASKED.relation.wordings)} wordings of a fact. Lower t in the room Fact.`
    : `They serve ${chosen.at(-1)?.facts ?? 0} to ${chosen[0]?.facts ?? 0} of ${facts} facts; ${counted(all, 'neuron')} serve any.`;
}
