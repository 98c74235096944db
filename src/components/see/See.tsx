/** The middle place: every neuron of the model, and the strongest of them as a list. */
import { useMemo, useState } from 'react';
import { useApp, useAppStore } from '../store';
import type { State } from '../../state/store';
import { COLOURS, type Colour } from '../../state/view';
import { signed } from '../format';
import { Segments } from '../ui/Segments';
import { AttributionLine } from './AttributionLine';
import { neuronFacts } from './neuron-facts';
import { Legend } from './Legend';
import { MapFrame } from './MapFrame';
import { MapTools } from './MapTools';
import type { LayerSummary } from './map/Gutters';
import type { MapZoom } from './map/useMapZoom';
import { Strongest } from './Strongest';
import { useColourValues } from './values';

const NAMES: Record<Colour, string> = { attribution: 'Attribution', activation: 'Activation', change: 'Difference' };

export function See() {
  const store = useAppStore();
  const colour = useApp((state) => state.colour);
  const stale = useApp(isStale);
  const values = useColourValues();
  const sums = useSums();
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
      <div className="map-foot">
        <Legend />
        <AttributionLine />
      </div>
      <Strongest />
    </section>
  );
}

function useSums(): LayerSummary | null {
  const values = useApp((state) => state.attribution?.value.completeness.sum);
  return useMemo(
    () =>
      values
        ? {
            values,
            format: (sum) => signed(sum, 3),
            title: (layer, sum) => `The attributions of layer ${layer} sum to ${signed(sum)}`,
          }
        : null,
    [values],
  );
}

/** The map still shows another prompt or target than the one asked about. */
function isStale({ prompt, reading, attribution }: State): boolean {
  if (!attribution || !reading) return false;
  return attribution.about.prompt !== prompt || attribution.about.target !== reading.value.target.id;
}
