/** The selected neuron, or the selected neurons: who they are, how strongly they fire, and the controls. */
import { X } from 'lucide-react';
import { useMemo } from 'react';
import { nameOf, refOf } from '../../state/neurons';
import { useModelShape } from '../model-shape';
import { useApp, useAppStore } from '../store';
import { count, counted, plain, signed } from '../../figures/format';
import { IconButton } from '../ui/IconButton';
import { Gain } from './Gain';
import { sumsByLayer } from './layer-sums';
import { FiringSection } from './neuron/FiringSection';
import { Hears } from './neuron/Hears';
import { PositionsSection } from './neuron/PositionsSection';
import { Says } from './neuron/Says';
import { Serves } from './neuron/Serves';
import { ValueVector } from './ValueVector';
import { Explained } from '../glossary/Explained';

export function NeuronPanel() {
  const number = useApp((state) => state.selected.length);
  const primary = useApp((state) => state.selected.at(-1));
  const isHere = useApp((state) => state.info !== null);
  const shape = useModelShape();
  if (!shape || primary === undefined) return <Empty />;
  if (!isHere)
    return <p className="neuron-empty quiet">What is selected can be changed as soon as the model is here.</p>;
  return (
    <div className="neuron" role="group" aria-label="Selected neurons">
      {number === 1 ? (
        <One index={primary} name={nameOf(refOf(primary, shape.intermediateSize))} />
      ) : (
        <Many width={shape.intermediateSize} />
      )}
      <Gain />
      {number === 1 && <Says />}
      <ValueVector />
      {number === 1 && (
        <>
          <Hears />
          <PositionsSection />
          <FiringSection />
          <Serves />
        </>
      )}
    </div>
  );
}

function Empty() {
  return (
    <p className="neuron-empty quiet">
      No neuron is selected. Pick one on the map or in the list; the box above the map selects many.
    </p>
  );
}

function Deselect() {
  const store = useAppStore();
  return (
    <IconButton name="Clear selection" onClick={() => store.getState().clearSelection()}>
      <X size={16} aria-hidden />
    </IconButton>
  );
}

function One({ index, name }: { readonly index: number; readonly name: string }) {
  const scores = useApp((state) => state.attribution?.value.scores);
  const before = useApp((state) => state.activations?.value.before[index]);
  const after = useApp((state) => state.activations?.value.after[index]);
  const score = scores?.[index];
  const rank = useMemo(() => (scores ? rankOf(scores, index) : null), [scores, index]);
  return (
    <>
      <div className="neuron-head">
        <p className="neuron-name mono">{name}</p>
        <Deselect />
      </div>
      <dl className="neuron-facts">
        <div>
          <dt>
            <Explained of="attribution">attribution</Explained>
          </dt>
          <dd className={`number ${(score ?? 0) > 0 ? 'up' : 'down'}`}>
            {score === undefined ? '' : signed(score, 5)}
          </dd>
        </div>
        <div>
          <dt>rank</dt>
          <dd className="number">{rank === null ? '' : `${count(rank)} of ${count(scores?.length ?? 0)}`}</dd>
        </div>
        <div>
          <dt>
            <Explained of="activation">activation</Explained>
          </dt>
          <dd className="number">
            {before === undefined ? '' : plain(before)}
            {after !== undefined && after !== before && <span className="mine"> → {plain(after)}</span>}
          </dd>
        </div>
      </dl>
    </>
  );
}

/** Place among all neurons by size of attribution, from 1. */
function rankOf(scores: Float32Array, index: number): number {
  const size = Math.abs(scores[index] ?? 0);
  return scores.reduce((rank, score) => (Math.abs(score) > size ? rank + 1 : rank), 1);
}

/** Neurons named one by one; more are only counted. */
const NAMED = 12;

/** @param width neurons a layer. */
function Many({ width }: { readonly width: number }) {
  const store = useAppStore();
  const selected = useApp((state) => state.selected);
  const scores = useApp((state) => state.attribution?.value.scores);
  const sums = useMemo(() => (scores ? sumsByLayer(selected, scores, width) : []), [selected, scores, width]);
  return (
    <>
      <div className="neuron-head">
        <p className="neuron-name">{counted(selected.length, 'neuron')}</p>
        <Deselect />
      </div>
      {sums.length > 0 && (
        <p className="quiet neuron-sum">
          Attribution:{' '}
          <span className="number">
            {sums.map(({ layer, sum }) => `L${layer}\u00a0${signed(sum, 2)}`).join(' \u00b7 ')}
          </span>{' '}
          (sums add only within a layer)
        </p>
      )}
      <ul className="neuron-names mono" aria-label="Selected neurons">
        {selected.slice(0, NAMED).map((index) => (
          <li key={index}>
            <button
              type="button"
              title="Take out of the selection"
              aria-label={`Take ${nameOf(refOf(index, width))} out of the selection`}
              onClick={() => store.getState().toggleSelected(index)}
            >
              {nameOf(refOf(index, width))}
            </button>
          </li>
        ))}
        {selected.length > NAMED && <li className="quiet">and {count(selected.length - NAMED)} more</li>}
      </ul>
    </>
  );
}
