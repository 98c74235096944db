/** Beside each band: the layer's name, which shows it alone, and the sum of its attributions as a bar. */
import { max } from 'd3';
import type { ZoomTransform } from 'd3';
import { store, useApp } from '../../../state/store';
import { signed } from '../../format';
import type { Band, MapLayout } from './layout';

interface Props {
  readonly layout: MapLayout;
  readonly transform: ZoomTransform;
  /** Of the map, in CSS pixels. */
  readonly height: number;
}

export function LayerNames({ layout, transform, height }: Props) {
  const focus = useApp((state) => state.focus);
  return (
    <div className="gutter names">
      {layout.bands.map((band) => (
        <button
          key={band.layer}
          type="button"
          className="number"
          style={placeIn(band, transform, height)}
          aria-pressed={focus === band.layer}
          aria-label={focus === band.layer ? `Show all layers` : `Show layer ${band.layer} alone`}
          title={focus === band.layer ? 'Show all layers' : 'Show this layer alone'}
          onClick={() => store.getState().setFocus(focus === band.layer ? null : band.layer)}
        >
          L{band.layer}
        </button>
      ))}
    </div>
  );
}

export function LayerSums({ layout, transform, height }: Props) {
  const attribution = useApp((state) => state.attribution);
  const sums = attribution?.result.completeness.sum ?? [];
  const most = max(sums, Math.abs) ?? 1;
  return (
    <div className="gutter sums" aria-hidden={sums.length === 0}>
      {layout.bands.map((band) => {
        const sum = sums[band.layer];
        if (sum === undefined) return null;
        const size = (Math.abs(sum) / (most || 1)) * 50;
        return (
          <div key={band.layer} style={placeIn(band, transform, height)} title={`The attributions of layer ${band.layer} sum to ${signed(sum)}`}>
            <span className="visually-hidden">Layer {band.layer}, sum of attributions: </span>
            <span className="number">{signed(sum, 3)}</span>
            <span className="sum-bar" aria-hidden>
              <span
                className={sum > 0 ? 'positive' : 'negative'}
                style={{ width: `${size}%`, left: sum > 0 ? '50%' : `${50 - size}%` }}
              />
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** The part of the band that is in sight, so that its label is, too. */
function placeIn(band: Band, transform: ZoomTransform, height: number) {
  const top = Math.max(0, transform.applyY(band.y));
  const bottom = Math.min(height, transform.applyY(band.y + band.height));
  return bottom - top < 8 ? { display: 'none' } : { top, height: bottom - top };
}
