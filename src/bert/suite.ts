/** All programs of one BERT, with their gradients: built once from the config, without weights. */
import { linearize, type Linearized } from '../graph/linearize';
import type { Program } from '../graph/program';
import { attentionMapProgram, attentionPathProgram } from './attention';
import type { BertConfig } from './config';
import { decoderParts } from './decoder-parts';
import {
  decoderProgram,
  embeddingProgram,
  layerProgram,
  pathProgram,
  probabilityProgram,
  transformProgram,
  valueProductsProgram,
  type Edits,
  type Rows,
} from './programs';

/** A program for each kind of rows, with edits and without. */
export type Variants = Readonly<Record<Rows, Readonly<Record<Edits, Linearized>>>>;

export interface BertSuite {
  readonly embedding: Program;
  readonly attentionMap: Program;
  /** With respect to weights. */
  readonly attentionPath: Variants;
  /** With respect to x. */
  readonly layer: Variants;
  /** With respect to scaled. */
  readonly path: Readonly<Record<Rows, Linearized>>;
  readonly valueProducts: Program;
  /** With respect to x. */
  readonly transform: Linearized;
  /** With respect to h. */
  readonly decoder: Linearized;
  /** With respect to scores. */
  readonly probability: Linearized;
}

/** @param decoderRows the parts of the decoder's matrix. */
export function bertSuite(config: BertConfig, decoderRows = decoderParts(config)): BertSuite {
  const path = (rows: Rows) => linearize(pathProgram(config, rows), ['y'], ['scaled']);
  const layer = (rows: Rows, edits: Edits) => linearize(layerProgram(config, rows, edits), ['y'], ['x']);
  const attentionPath = (rows: Rows, edits: Edits) =>
    linearize(attentionPathProgram(config, rows, edits), ['y'], ['weights']);
  return {
    attentionMap: attentionMapProgram(config),
    attentionPath: variantsOf(attentionPath),
    embedding: embeddingProgram(config),
    layer: variantsOf(layer),
    path: { all: path('all'), selected: path('selected') },
    valueProducts: valueProductsProgram(config),
    transform: linearize(transformProgram(config), ['h'], ['x']),
    decoder: linearize(decoderProgram(config, decoderRows), ['scores'], ['h']),
    probability: linearize(probabilityProgram(config), ['probability'], ['scores']),
  };
}

function variantsOf(make: (rows: Rows, edits: Edits) => Linearized): Variants {
  const bothOf = (rows: Rows) => ({ edited: make(rows, 'edited'), unedited: make(rows, 'unedited') });
  return { all: bothOf('all'), selected: bothOf('selected') };
}

/** The checkpoint's name of a layer program's parameter. */
export const layerWeight = (layer: number) => (param: string) => `bert.encoder.layer.${layer}.${param}`;

export const embeddingWeight = (param: string) => `bert.embeddings.${param}`;

export const headWeight = (param: string) => `cls.predictions.${param}`;
