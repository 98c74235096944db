/**
 * Each layer's share of the target's probability, A's to the left and B's to the right, on one scale. Models of different
 * depth stand beside each other at the same height, so that the same part of the way is at the same level.
 */
import { max } from 'd3';
import { useMemo } from 'react';
import { layerShares, sharesDiffer, type LayerShare } from '../../../state/beside-differences';
import { signed } from '../../../figures/format';
import type { Sides } from './sides';

/** Pixels of a layer, of the deeper model. */
const ROW = 22;

export function PairedLayers({ sides: { a, b, isOther } }: { readonly sides: Sides }) {
  const [first, second] = [a.attribution, b.attribution];
  const [inA, inB] = useMemo(
    () => [first, second].map((attribution) => (attribution ? layerShares(attribution) : [])),
    [first, second],
  );
  if (!inA || !inB || inA.length === 0) return null;
  const most = max([...inA, ...inB], ({ sum }) => Math.abs(sum)) ?? 0;
  const height = ROW * Math.max(inA.length, inB.length);
  const other = (layer: number) => (isOther ? undefined : inA[layer]);
  return (
    <div className="pair-layers" role="group" aria-label="Layers side by side">
      <h3>
        By layer <span className="quiet">what each layer’s neurons add to the target’s probability</span>
      </h3>
      <div className="pair" style={{ minHeight: `${height / 16}rem` }}>
        <p className="side-letter" aria-hidden>
          A
        </p>
        <p className="side-letter" aria-hidden>
          B
        </p>
        <ol className="layers-a" aria-label="Layers of A">
          {inA.map((share) => (
            <Layer key={share.layer} share={share} most={most} than={undefined} />
          ))}
        </ol>
        <ol className="layers-b" aria-label="Layers of B">
          {inB.map((share) => (
            <Layer key={share.layer} share={share} most={most} than={other(share.layer)} />
          ))}
        </ol>
      </div>
      <p className="quiet">
        {isOther
          ? 'Two models: no neuron of one is a neuron of the other, so they are compared by layer, from the first to the last, and nothing is marked.'
          : 'Beside B: its difference from A, in bold where that is more than both sums may be off.'}
      </p>
    </div>
  );
}

interface LayerProps {
  readonly share: LayerShare;
  readonly most: number;
  /** The same layer of the other side, where it is the same: its name stands there. */
  readonly than: LayerShare | undefined;
}

function Layer({ share, most, than }: LayerProps) {
  const { layer, sum } = share;
  const isMarked = than !== undefined && sharesDiffer(than, share);
  return (
    <li data-marked={isMarked}>
      <span className={than ? 'visually-hidden' : 'quiet number'}>L{layer}</span>
      <span className="number layer-sum">{signed(sum, 3)}</span>
      <span className="layer-bar" aria-hidden>
        <span
          className={sum > 0 ? 'positive' : 'negative'}
          style={{ width: `${(Math.abs(sum) / (most || 1)) * 100}%` }}
        />
      </span>
      {than && (
        <span className={isMarked ? 'number layer-difference' : 'number quiet'}>
          {signed(sum - than.sum, 3)}
          {isMarked && <span className="visually-hidden"> (marked)</span>}
        </span>
      )}
    </li>
  );
}
