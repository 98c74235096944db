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
  type Rows,
} from './programs';

export interface BertSuite {
  readonly embedding: Program;
  readonly attentionMap: Program;
  /** With respect to weights. */
  readonly attentionPath: Readonly<Record<Rows, Linearized>>;
  /** With respect to x. */
  readonly layer: Readonly<Record<Rows, Linearized>>;
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
  const layer = (rows: Rows) => linearize(layerProgram(config, rows), ['y'], ['x']);
  const path = (rows: Rows) => linearize(pathProgram(config, rows), ['y'], ['scaled']);
  const attentionPath = (rows: Rows) => linearize(attentionPathProgram(config, rows), ['y'], ['weights']);
  return {
    attentionMap: attentionMapProgram(config),
    attentionPath: { all: attentionPath('all'), selected: attentionPath('selected') },
    embedding: embeddingProgram(config),
    layer: { all: layer('all'), selected: layer('selected') },
    path: { all: path('all'), selected: path('selected') },
    valueProducts: valueProductsProgram(config),
    transform: linearize(transformProgram(config), ['h'], ['x']),
    decoder: linearize(decoderProgram(config, decoderRows), ['scores'], ['h']),
    probability: linearize(probabilityProgram(config), ['probability'], ['scores']),
  };
}

/** The checkpoint's name of a layer program's parameter. */
export const layerWeight = (layer: number) => (param: string) => `bert.encoder.layer.${layer}.${param}`;

export const embeddingWeight = (param: string) => `bert.embeddings.${param}`;

export const headWeight = (param: string) => `cls.predictions.${param}`;
