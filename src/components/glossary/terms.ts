/** The words of the field that the page uses, each in plain words first, and then in its symbols. */
export const TERMS = {
  token: {
    title: 'Token',
    plain: 'A word, or a piece of one, as the model reads it. A piece that continues a word has a dot before it.',
  },
  rank: {
    title: 'Rank',
    plain: 'The place of a word among all that the model could put in the gap. 1 is its first answer.',
  },
  pp: {
    title: 'pp',
    plain: 'Percentage points: from 80 % to 30 % is −50 pp.',
  },
  neuron: {
    title: 'Neuron',
    plain:
      'One of the many small detectors in the feed-forward part of a layer. It fires more or less at each token, and adds a vector of its own to what the model knows so far, as strongly as it fires.',
    symbols: 'L3 · N217 is neuron 217 of layer 3, both counted from 0.',
  },
  layer: {
    title: 'Layer',
    plain:
      'The model reads a sentence in steps, one after the other. In each, tokens look at one another, and then the neurons fire.',
    symbols: 'L0 is the first.',
  },
  attribution: {
    title: 'Attribution',
    plain:
      'How much of the answer’s probability comes through a neuron, found by turning its whole layer up from nothing to what it is. The scores of one layer add up; those of two layers do not.',
    symbols: 'IG = a · ∫ dP/da(αa) dα, from α = 0 to 1',
  },
  completeness: {
    title: 'Completeness',
    plain:
      'The scores of a layer must add up to what its neurons add to the answer’s probability together. By how much they miss it is the error of the method.',
    symbols: 'Σ IG = P(a) − P(0)',
  },
  activation: {
    title: 'Activation',
    plain: 'How strongly a neuron fires at a token, here at the gap.',
    symbols: 'a',
  },
  gain: {
    title: 'Gain',
    plain: 'What the neuron’s firing is multiplied by: 0× silences it, 1× leaves it, 2× doubles it.',
    symbols: 'a′ = gain · a',
  },
  value: {
    title: 'Value vector',
    plain: 'What a neuron writes when it fires: a direction that makes some words likelier and others less likely.',
    symbols: 'v, a row of the layer’s second matrix',
  },
  says: {
    title: 'What a neuron says',
    plain:
      'The three words that a neuron makes likelier most of all, wherever it fires. A hint at what it is for, not what sets it off.',
    symbols: 'the largest of E · v, E the word embeddings',
  },
  lens: {
    title: 'Logit lens',
    plain: 'What the model would answer if it stopped after this layer.',
    symbols: 'the head for masked words, applied to the residual stream of each layer',
  },
  perplexity: {
    title: 'Perplexity',
    plain:
      'How surprised the model is by the right answers: as if it had to choose among so many words each time. 1 is no surprise.',
    symbols: 'exp(−mean log P)',
  },
} as const satisfies Readonly<Record<string, TermText>>;

interface TermText {
  readonly title: string;
  /** For whoever has not read the paper. */
  readonly plain: string;
  /** For whoever has. */
  readonly symbols?: string;
}

export type TermName = keyof typeof TERMS;
