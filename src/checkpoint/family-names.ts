/**
 * Where the files of BERT's relatives keep its tensors. The rest of Engram says BERT's names; a model's own names are made
 * from them by its family's rules, in order.
 */
import type { Architecture } from '../bert/config';

type Rule = readonly [pattern: RegExp, name: string];

interface Family {
  /** What the encoder's names begin with; files saved without their head leave it out. */
  readonly prefix: string;
  /** The class of transformers that has the masked-LM head. */
  readonly maskedLm: string;
  readonly rules: readonly Rule[];
}

const robertaLike = (maskedLm: string): Family => ({
  prefix: 'roberta.',
  maskedLm,
  rules: [
    [/^bert\./, 'roberta.'],
    [/^cls\.predictions\.transform\.LayerNorm/, 'lm_head.layer_norm'],
    [/^cls\.predictions\.(transform\.)?/, 'lm_head.'],
  ],
});

const FAMILIES: Readonly<Record<Architecture, Family>> = {
  bert: { prefix: 'bert.', maskedLm: 'BertForMaskedLM', rules: [] },
  roberta: robertaLike('RobertaForMaskedLM'),
  'xlm-roberta': robertaLike('XLMRobertaForMaskedLM'),
  camembert: robertaLike('CamembertForMaskedLM'),
  distilbert: {
    prefix: 'distilbert.',
    maskedLm: 'DistilBertForMaskedLM',
    rules: [
      [/^bert\.encoder\./, 'distilbert.transformer.'],
      [/^bert\./, 'distilbert.'],
      [/\.attention\.self\.query/, '.attention.q_lin'],
      [/\.attention\.self\.key/, '.attention.k_lin'],
      [/\.attention\.self\.value/, '.attention.v_lin'],
      [/\.attention\.output\.dense/, '.attention.out_lin'],
      [/\.attention\.output\.LayerNorm/, '.sa_layer_norm'],
      [/\.intermediate\.dense/, '.ffn.lin1'],
      [/\.output\.dense/, '.ffn.lin2'],
      [/\.output\.LayerNorm/, '.output_layer_norm'],
      [/^cls\.predictions\.transform\.dense/, 'vocab_transform'],
      [/^cls\.predictions\.transform\.LayerNorm/, 'vocab_layer_norm'],
      [/^cls\.predictions\.(decoder\.)?/, 'vocab_projector.'],
    ],
  },
  electra: {
    prefix: 'electra.',
    maskedLm: 'ElectraForMaskedLM',
    rules: [
      [/^bert\.embeddings\.project/, 'electra.embeddings_project'],
      [/^bert\./, 'electra.'],
      [/^cls\.predictions\.transform\./, 'generator_predictions.'],
      [/^cls\.predictions\.(decoder\.)?/, 'generator_lm_head.'],
    ],
  },
  albert: {
    prefix: 'albert.',
    maskedLm: 'AlbertForMaskedLM',
    rules: [
      [/^bert\.embeddings\.project/, 'albert.encoder.embedding_hidden_mapping_in'],
      [/^bert\.encoder\.layer\.(\d+)\./, 'albert.encoder.albert_layer_groups.$1.albert_layers.0.'],
      [/^bert\./, 'albert.'],
      [/\.attention\.(self|output)\./, '.attention.'],
      [/\.intermediate\.dense/, '.ffn'],
      [/\.output\.dense/, '.ffn_output'],
      [/\.output\.LayerNorm/, '.full_layer_layer_norm'],
      [/^cls\.predictions\.(transform\.)?/, 'predictions.'],
    ],
  },
};

export const encoderPrefix = (architecture: Architecture): string => FAMILIES[architecture].prefix;

export const maskedLmClass = (architecture: Architecture): string => FAMILIES[architecture].maskedLm;

/** The family's own name of a tensor that BERT calls `name`. */
export function familyName(architecture: Architecture, name: string): string {
  return FAMILIES[architecture].rules.reduce((renamed, [pattern, to]) => renamed.replace(pattern, to), name);
}
