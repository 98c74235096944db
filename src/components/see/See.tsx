/** The middle place: every neuron of the model, and the strongest of them as a list. */
import { useState } from 'react';
import { useApp, useAppStore } from '../store';
import type { State } from '../../state/store';
import { freshOf } from '../../state/questions';
import { COLOURS, type Colour } from '../../state/view';
import { Segments } from '../ui/Segments';
import { AttributedModel } from './AttributedModel';
import { AttributionLine } from './AttributionLine';
import { neuronFacts } from './neuron-facts';
import { useLayerSummary } from './layer-summary';
import { Legend } from './Legend';
import { MapFrame } from './MapFrame';
import { MapTools } from './MapTools';
import type { MapZoom } from './map/useMapZoom';
import { Strongest } from './Strongest';
import { useColourValues } from './values';

const NAMES: Record<Colour, string> = { attribution: 'Attribution', activation: 'Activation', change: 'Difference' };

export function See() {
  const store = useAppStore();
  const colour = useApp((state) => state.colour);
  const stale = useApp(isStale);
  const values = useColourValues();
  const sums = useLayerSummary(values);
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
        <MapTools zoom={zoom} selecting={selecting} onSelecting={setSelecting} />
      </header>
      <MapFrame
        stale={stale}
        selecting={selecting}
        values={values}
        factsOf={(index) => neuronFacts(store.getState(), index)}
        sums={sums}
        onReady={setZoom}
      />
      <div className="map-foot explore-foot">
        <Legend />
        {colour === 'attribution' && <AttributionLine />}
        {colour === 'attribution' && <AttributedModel />}
      </div>
      <Strongest />
    </section>
  );
}

/** The map still shows another question than the one asked. */
function isStale(state: State): boolean {
  const { colour, prompt, reading, attribution, activations } = state;
  const shown = colour === 'attribution' ? attribution : (activations ?? attribution);
  if (!shown || !reading) return false;
  return shown.about.prompt !== prompt || (colour === 'attribution' && freshOf(state, 'attribution') === null);
}
