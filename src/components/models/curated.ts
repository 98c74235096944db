/**
 * Models to begin with. Sizes are those of model.safetensors, as parameters times four bytes give them: BERT-base with
 * its 28,996 cased words has 108.9 million with its heads, and so on. Before a download the Hub's own number is shown.
 */
export interface CuratedModel {
  readonly id: string;
  /** What it is, in a few words. */
  readonly about: string;
  readonly layers: number;
  /** Feed-forward neurons a layer. */
  readonly neurons: number;
  readonly bytes: number;
}

export const CURATED: readonly CuratedModel[] = [
  { id: 'google-bert/bert-base-cased', about: 'the paper’s model', layers: 12, neurons: 3072, bytes: 435_800_000 },
  {
    id: 'google-bert/bert-base-uncased',
    about: 'the same without capitals',
    layers: 12,
    neurons: 3072,
    bytes: 440_400_000,
  },
  { id: 'google-bert/bert-large-cased', about: 'twice as deep', layers: 24, neurons: 4096, bytes: 1_338_700_000 },
  {
    id: 'google-bert/bert-base-multilingual-cased',
    about: '104 languages',
    layers: 12,
    neurons: 3072,
    bytes: 714_300_000,
  },
  { id: 'FacebookAI/roberta-base', about: 'BERT trained for longer', layers: 12, neurons: 3072, bytes: 498_800_000 },
  {
    id: 'distilbert/distilbert-base-cased',
    about: 'distilled to half the depth',
    layers: 6,
    neurons: 3072,
    bytes: 263_300_000,
  },
  {
    id: 'albert/albert-base-v2',
    about: 'all layers share their weights',
    layers: 12,
    neurons: 3072,
    bytes: 47_400_000,
  },
];
