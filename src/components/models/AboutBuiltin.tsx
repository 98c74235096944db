/** What the model that comes with the page is, how it was made, and how far it does what the paper's model did. */
import { PAPER_EFFECTS } from '../../experiments/protocol';
import { count, signedPercent } from '../../figures/format';
import { BUILTIN_FACTS } from './builtin-facts';

/** Published with the page (vite/models-plugin.ts). */
const CARD = './models/README.md';

export function AboutBuiltin() {
  const { layers, facts, neuronsPerFact, silenced, doubled } = BUILTIN_FACTS;
  return (
    <p className="quiet">
      The built-in model is a BERT of {layers} layers, trained as a language model on English sentences and on{' '}
      {count(facts)} facts, of which it is kept a little unsure. Nothing in its training looked at a neuron, and nothing
      was chosen by the effects that this page shows. A fact has {neuronsPerFact.toFixed(1)} knowledge neurons on
      average; silencing them changes its answer&rsquo;s probability by {signedPercent(silenced)}, doubling them by{' '}
      {signedPercent(doubled)} (in the paper, on BERT-base: {PAPER_EFFECTS.neuronsPerFact.toFixed(1)} neurons,{' '}
      {signedPercent(PAPER_EFFECTS.silenced)} and {signedPercent(PAPER_EFFECTS.doubled)}).{' '}
      <a href={CARD} target="_blank" rel="noreferrer">
        Card of the built-in model
      </a>
    </p>
  );
}
