/** The room that a map stands in, with a stand-in until the model has said how many layers it has. */
import { useApp } from '../../state/store';
import { ModelState } from './ModelState';
import type { LayerSummary } from './map/Gutters';
import type { NeuronFact } from './map/MapTooltip';
import { NeuronMap } from './map/NeuronMap';
import type { MapZoom } from './map/useMapZoom';

const BANDS = [0, 1, 2, 3, 4, 5];

interface Props {
  readonly stale: boolean;
  readonly selecting: boolean;
  readonly values: Float32Array | null;
  readonly domain?: number;
  readonly factsOf: (index: number) => readonly NeuronFact[];
  readonly sums: LayerSummary | null;
  readonly onReady: (zoom: MapZoom) => void;
}

export function MapFrame({ stale, ...map }: Props) {
  const config = useApp((state) => state.info?.config);
  return (
    <div className="map-frame" data-faded={stale}>
      {config ? (
        <NeuronMap layers={config.layers} neurons={config.intermediateSize} {...map} />
      ) : (
        <div className="map-skeleton" aria-hidden>
          {BANDS.map((band) => (
            <i key={band} />
          ))}
        </div>
      )}
      <ModelState />
    </div>
  );
}
