/** Beside each band: the layer's name, which shows it alone, and a number of the layer as a bar, under what it is. */
import { max } from 'd3';
import { useAppStore } from '../../store';
import type { LayerSummary } from '../../../figures/map/layer-summary';
import type { LayerBand, MapLayout, Size } from '../../../figures/map/layout';
import { toScreen, type MapView } from './view';

interface Props {
  readonly layout: MapLayout;
  readonly view: MapView;
  /** Of the area that the map lies in, in CSS pixels. */
  readonly area: Size;
}

export function LayerNames({ layout, view, area }: Props) {
  const store = useAppStore();
  return (
    <div className="gutter names">
      {layout.bands.map((band) => (
        <button
          key={band.layer}
          type="button"
          className="number"
          style={placeIn(band, view, area)}
          aria-label={`Show layer ${band.layer} alone`}
          title="Show this layer alone"
          onClick={() => store.getState().setFocus(band.layer)}
        >
          L{band.layer}
        </button>
      ))}
    </div>
  );
}

export function LayerSums({ layout, view, area, summary }: Props & { readonly summary: LayerSummary }) {
  const { name, values, format, title } = summary;
  const most = max(values, Math.abs) ?? 1;
  // Where the cells end before the area does, the numbers stand by them.
  const beside = { translate: `${Math.min(0, layout.width - area.width)}px` };
  return (
    <>
      <span className="gutter-title" style={beside} aria-hidden>
        {name}
      </span>
      <div className="gutter sums" style={beside}>
        {layout.bands.map((band) => {
          const value = values[band.layer];
          if (value === undefined) return null;
          const size = (Math.abs(value) / (most || 1)) * 50;
          return (
            <div key={band.layer} style={placeIn(band, view, area)} title={title(band.layer, value)}>
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
    </>
  );
}

/** The part of the band that is in sight, so that its label is, too. */
function placeIn(band: LayerBand, view: MapView, { height }: Size) {
  const top = Math.max(0, toScreen(view, { x: 0, y: band.y }).y);
  const bottom = Math.min(height, toScreen(view, { x: 0, y: band.y + band.height }).y);
  return bottom - top < 8 ? { display: 'none' } : { top, height: bottom - top };
}
