/** The neuron map of an embed, with its scale below it, and what is known of the neuron that is picked. */
import { isBeforehand } from '../../state/beforehand';
import { isPictureShown } from '../../state/shown-pictures';
import { AttributionLine } from '../see/AttributionLine';
import { useLayerSummary } from '../see/layer-summary';
import { Legend } from '../see/Legend';
import { MapFrame } from '../see/MapFrame';
import { neuronFacts } from '../see/neuron-facts';
import { useColourValues } from '../see/values';
import { useApp, useAppStore } from '../store';
import { EmbedNeuron } from './EmbedNeuron';

/** There are no buttons to zoom with; the wheel and the keys do it by themselves. */
const noButtons = () => {};

export function EmbedMap() {
  const store = useAppStore();
  const values = useColourValues();
  const sums = useLayerSummary(values);
  const isAttribution = useApp((state) => state.colour === 'attribution');
  const isStale = useApp((state) => state.reading !== null && !isBeforehand(state) && !isPictureShown('map', state));
  return (
    <>
      <MapFrame
        stale={isStale}
        selecting={false}
        values={values}
        factsOf={(index) => neuronFacts(store.getState(), index)}
        sums={sums}
        onReady={noButtons}
      />
      <div className="map-foot embed-foot">
        <Legend />
        {isAttribution && <AttributionLine />}
      </div>
      <EmbedNeuron canEdit />
    </>
  );
}
