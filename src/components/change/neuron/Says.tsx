/** What the neuron says: the words that its value vector pushes up and down wherever it fires. */

import { primaryOf } from '../../../state/selected';
import { sameNeuron } from '../../../state/neurons';
import { useApp } from '../../store';
import type { NeuronSays, ScoredToken } from '../../../worker/api';
import { word } from '../../../figures/format';
import { Info } from '../../ui/Info';
import { mostOf, Words } from './Words';

export function Says() {
  const says = useApp((state) => state.says);
  const current = useApp((state) => {
    const primary = primaryOf(state);
    return primary !== null && state.says !== null && sameNeuron(state.says.about.neuron, primary);
  });
  return (
    <div className="section says" role="group" aria-label="What it says">
      <div className="section-head">
        <h3>What it says</h3>
        <Info about="what a neuron says" more="numbers#says-and-hears">
          <h3>What it says</h3>
          <p>
            The neuron adds its value vector v to the residual stream, as strongly as it fires. E &middot; v tells which
            words that points at (E, the word embeddings) and which it points away from.
          </p>
          <p className="quiet">
            Later layers and the head read the stream in their own way, so this is a hint about the neuron, not a proof.
          </p>
        </Info>
      </div>
      <div data-stale={!current} className="says-sides">
        {says && (
          <Side title="pushes up" after={says.value.after.top} before={says.value.before.top} value={says.value} />
        )}
        {says && (
          <Side
            title="pushes down"
            after={says.value.after.bottom}
            before={says.value.before.bottom}
            value={says.value}
          />
        )}
      </div>
    </div>
  );
}

interface SideProps {
  readonly title: string;
  readonly before: readonly ScoredToken[];
  readonly after: readonly ScoredToken[];
  readonly value: NeuronSays;
}

function Side({ title, before, after, value }: SideProps) {
  const changed = before.some((token, index) => token.id !== after[index]?.id || token.score !== after[index]?.score);
  return (
    <Words title={title} tokens={after} most={mostOf([...value.after.top, ...value.after.bottom])}>
      {changed && (
        <p className="says-before quiet">
          before:{' '}
          <span className="mono">
            {before
              .slice(0, 3)
              .map(({ token }) => word(token))
              .join(', ')}
          </span>
        </p>
      )}
    </Words>
  );
}
