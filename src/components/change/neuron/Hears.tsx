/** What the neuron hears: the words that its key meets most and least. */
import { inspectedOf } from '../../../state/selected';
import { sameNeuron } from '../../../state/neurons';
import { useApp } from '../../store';
import { Info } from '../../ui/Info';
import { mostOf, Words } from './Words';

export function Hears() {
  const hears = useApp((state) => state.hears);
  const current = useApp((state) => {
    const neuron = inspectedOf(state);
    return neuron !== null && state.hears !== null && sameNeuron(state.hears.about.neuron, neuron);
  });
  const most = hears ? mostOf([...hears.value.top, ...hears.value.bottom]) : 1;
  return (
    <div className="section says" role="group" aria-label="What it hears">
      <div className="section-head">
        <h3>What it hears</h3>
        <Info about="what a neuron hears" more="numbers#says-and-hears">
          <h3>What it hears</h3>
          <p>
            The neuron fires as its key k meets the residual stream. E &middot; k tells which words would fire it if the
            stream held nothing but their embedding, and which would keep it silent.
          </p>
          <p className="quiet">
            The stream holds far more, above all in later layers. The prompts below tell what fires it in fact.
          </p>
        </Info>
      </div>
      <div data-stale={!current} className="says-sides">
        {hears && <Words title="fires at" tokens={hears.value.top} most={most} />}
        {hears && <Words title="silent at" tokens={hears.value.bottom} most={most} />}
      </div>
    </div>
  );
}
