/** Beside each band: the layer's name, which shows it alone, and a number of the layer as a bar. */
import { max } from 'd3';
import type { ZoomTransform } from 'd3';
import { useApp, useAppStore } from '../../store';
import type { LayerBand, MapLayout } from './layout';

interface Props {
  readonly layout: MapLayout;
  readonly transform: ZoomTransform;
  /** Of the map, in CSS pixels. */
  readonly height: number;
}

export function LayerNames({ layout, transform, height }: Props) {
  const store = useAppStore();
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

/** A number for each layer, drawn as a bar. */
export interface LayerSummary {
  /** [L] */
  readonly values: readonly number[];
  format(value: number): string;
  /** What the number is, for a person. */
  title(layer: number, value: number): string;
}

export function LayerSums({ layout, transform, height, summary }: Props & { readonly summary: LayerSummary | null }) {
  const { values = [], format, title } = summary ?? {};
  const most = max(values, Math.abs) ?? 1;
  return (
    <div className="gutter sums" aria-hidden={values.length === 0}>
      {layout.bands.map((band) => {
        const value = values[band.layer];
        if (value === undefined || !format || !title) return null;
        const size = (Math.abs(value) / (most || 1)) * 50;
        return (
          <div key={band.layer} style={placeIn(band, transform, height)} title={title(band.layer, value)}>
            <span className="visually-hidden">{title(band.layer, value)}: </span>
            <span className="number">{format(value)}</span>
            <span className="sum-bar" aria-hidden>
              <span
                className={value > 0 ? 'positive' : 'negative'}
                style={{ width: `${size}%`, left: value > 0 ? '50%' : `${50 - size}%` }}
              />
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** The part of the band that is in sight, so that its label is, too. */
function placeIn(band: LayerBand, transform: ZoomTransform, height: number) {
  const top = Math.max(0, transform.applyY(band.y));
  const bottom = Math.min(height, transform.applyY(band.y + band.height));
  return bottom - top < 8 ? { display: 'none' } : { top, height: bottom - top };
}
