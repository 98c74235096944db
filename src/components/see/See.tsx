/** The middle place: every neuron of the model, and the strongest of them as a list. */
import { BoxSelect, Layers, Maximize, Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { store, useApp, type State } from '../../state/store';
import { COLOURS, type Colour } from '../../state/view';
import { IconButton } from '../ui/IconButton';
import { Segments } from '../ui/Segments';
import { AttributionLine } from './AttributionLine';
import { Legend } from './Legend';
import { ModelState } from './ModelState';
import { NeuronMap } from './map/NeuronMap';
import type { MapZoom } from './map/useMapZoom';
import { Strongest } from './Strongest';

const NAMES: Record<Colour, string> = { attribution: 'Attribution', activation: 'Activation', change: 'Difference' };

/** Shown until the model says how many layers it has. */
const BANDS = [0, 1, 2, 3, 4, 5];

export function See() {
  const config = useApp((state) => state.info?.config);
  const colour = useApp((state) => state.colour);
  const focus = useApp((state) => state.focus);
  const stale = useApp(isStale);
  const [zoom, setZoom] = useState<MapZoom | null>(null);
  const [selecting, setSelecting] = useState(false);
  return (
    <section className="place see" aria-labelledby="see-title">
      <header className="place-head">
        <h2 id="see-title">See</h2>
        <Segments
          name="Colour by"
          value={colour}
          options={COLOURS.map((value) => ({ value, label: NAMES[value] }))}
          onChange={store.getState().setColour}
        />
        <div className="map-tools" role="group" aria-label="Map">
          {focus !== null && (
            <button type="button" className="button small" onClick={() => store.getState().setFocus(null)}>
              <Layers size={12} aria-hidden /> All layers
            </button>
          )}
          <IconButton
            name="Select by dragging"
            hint="Select by dragging (or hold Shift)"
            aria-pressed={selecting}
            onClick={() => setSelecting(!selecting)}
          >
            <BoxSelect size={16} aria-hidden />
          </IconButton>
          <IconButton name="Zoom out" onClick={() => zoom?.by(1 / 1.8)}>
            <Minus size={16} aria-hidden />
          </IconButton>
          <IconButton name="Zoom in" onClick={() => zoom?.by(1.8)}>
            <Plus size={16} aria-hidden />
          </IconButton>
          <IconButton name="Show the whole map" onClick={() => zoom?.reset()}>
            <Maximize size={15} aria-hidden />
          </IconButton>
        </div>
      </header>
      <div className="map-frame" data-faded={stale}>
        {config ? (
          <NeuronMap
            layers={config.layers}
            neurons={config.intermediateSize}
            selecting={selecting}
            onReady={setZoom}
          />
        ) : (
          <div className="map-skeleton" aria-hidden>
            {BANDS.map((band) => (
              <i key={band} />
            ))}
          </div>
        )}
        <ModelState />
      </div>
      <div className="map-foot">
        <Legend />
        <AttributionLine />
      </div>
      <Strongest />
    </section>
  );
}

/** The map still shows another prompt or target than the one asked about. */
function isStale({ prompt, reading, attribution }: State): boolean {
  if (!attribution || !reading) return false;
  return attribution.prompt !== prompt || attribution.target.id !== reading.target.id;
}
