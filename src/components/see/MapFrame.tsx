/** The room that a map stands in, with a stand-in until the model has said how many layers it has. */
import { useModelShape } from '../model-shape';
import { ModelState } from './ModelState';
import { NeuronMap, type NeuronMapProps } from './map/NeuronMap';

const BANDS = [0, 1, 2, 3, 4, 5];

interface Props extends Omit<NeuronMapProps, 'layers' | 'neurons'> {
  readonly stale: boolean;
}

export function MapFrame({ stale, ...map }: Props) {
  const shape = useModelShape();
  return (
    <div className="map-frame" data-faded={stale}>
      {shape ? (
        <NeuronMap layers={shape.layers} neurons={shape.intermediateSize} {...map} />
      ) : (
        <div className="map-skeleton" aria-hidden>
          {BANDS.map((band) => (
            <i key={band} />
          ))}
        </div>
      )}
      <ModelState drawn={shape !== null && map.values !== null} />
    </div>
  );
}
