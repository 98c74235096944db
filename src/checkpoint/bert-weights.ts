/**
 * A model's weights by their canonical names (Hugging Face's BertForMaskedLM), whatever the files call them. Everything
 * that is missing, misshapen or not finite is found when the checkpoint is opened, not in the middle of a run.
 */
import type { BertConfig } from '../bert/config';
import { parseRows } from '../bert/decoder-parts';
import { EngramError } from '../errors';
import { familyName, maskedLmClass } from './family-names';
import type { Tensors } from './safetensors';
import { rewriteTensors } from './safetensors-writer';
import {
  candidateNames,
  DECODER_WEIGHT,
  distinctName,
  EMBEDDING_PROJECTION,
  neededTensors,
  WORD_EMBEDDINGS,
} from './weight-names';

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Serves as a runtime's WeightSource. */
export class BertCheckpoint {
  /** Numbers in the model; a tied decoder and shared layers count once. */
  readonly parameters: number;
  readonly #files: Tensors;
  readonly #names: ReadonlyMap<string, string>;

  private constructor(
    readonly config: BertConfig,
    /** First 16 hex digits of the SHA-256 over the weights: see weights-hash.ts. */
    readonly hash: string,
    files: Tensors,
    /** Canonical name to the name in the files. */
    names: ReadonlyMap<string, string>,
  ) {
    this.#files = files;
    this.#names = names;
    const distinct = new Set(names.values());
    this.parameters = [...distinct].reduce((sum, name) => sum + product(files.info(name).shape), 0);
  }

  /**
   * Checks that `files` hold every tensor that `config` asks for, in floats that are finite.
   * @throws EngramError('checkpoint').
   */
  static open(config: BertConfig, files: Tensors, hash: string): BertCheckpoint {
    // A file without a decoder of its own was saved from a tied model, whatever its config says.
    const decoder = familyName(config.architecture, DECODER_WEIGHT);
    const actual = { ...config, tied: config.tied || !files.tensors.has(decoder) };
    const names = new Map<string, string>();
    const missing: string[] = [];
    const misshapen: string[] = [];
    for (const [name, shape] of neededTensors(actual)) {
      const found = candidateNames(actual, name).find((candidate) => files.tensors.has(candidate));
      if (found === undefined) {
        missing.push(name);
        continue;
      }
      names.set(name, found);
      const { shape: actualShape } = files.info(found);
      if (actualShape.length !== shape.length || actualShape.some((size, i) => size !== shape[i])) {
        misshapen.push(`${found}: expected [${shape.join(', ')}], found [${actualShape.join(', ')}]`);
      }
    }
    if (missing.length > 0) throw new EngramError('checkpoint', missingMessage(actual, missing, files));
    if (misshapen.length > 0) {
      throw new EngramError(
        'checkpoint',
        `config.json and the weights disagree about ${several(misshapen, 'shape')}. Are both from the same model?`,
      );
    }
    for (const name of names.values()) files.checkWeights(name);
    if (actual.tied) names.set(DECODER_WEIGHT, names.get(WORD_EMBEDDINGS)!);
    return new BertCheckpoint(actual, hash, files, names);
  }

  /** Whether half precision holds every matrix as it is. */
  get isHalfPrecision(): boolean {
    return [...this.#names.values()]
      .map((name) => this.#files.info(name))
      .every(({ dtype, shape }) => shape.length < 2 || dtype === 'F16');
  }

  /** The tensor as float32, only to be read: it may be a view of the file. Some rows of a matrix by a name of `rowsOf`. */
  weight(name: string): { readonly data: Float32Array; readonly shape: readonly number[] } {
    const part = parseRows(name);
    if (!part) return this.#files.decode(this.#nameInFile(name));
    const [, columns] = this.#matrixShape(part.name);
    const rows = part.to - part.from;
    return {
      data: this.#files.decodeRange(this.#nameInFile(part.name), part.from * columns, rows * columns),
      shape: [rows, columns],
    };
  }

  /** Rows of a matrix, [indices.length, columns], without decoding the rest of it. */
  rows(name: string, indices: readonly number[]): Float32Array {
    const inFile = this.#nameInFile(name);
    const [rows, columns] = this.#matrixShape(name);
    const out = new Float32Array(indices.length * columns);
    indices.forEach((row, i) => {
      if (!Number.isInteger(row) || row < 0 || row >= rows)
        throw new RangeError(`Row ${row} of "${name}" was asked for; it has ${rows}.`);
      out.set(this.#files.decodeRange(inFile, row * columns, columns), i * columns);
    });
    return out;
  }

  /** Column j of a matrix, [rows]. Neuron i's value vector is column i of its layer's `output.dense.weight`. */
  column(name: string, j: number): Float32Array {
    const inFile = this.#nameInFile(name);
    const [rows, columns] = this.#matrixShape(name);
    if (!Number.isInteger(j) || j < 0 || j >= columns)
      throw new RangeError(`Column ${j} of "${name}" was asked for; it has ${columns}.`);
    const out = new Float32Array(rows);
    for (let i = 0; i < rows; i++) out[i] = this.#files.decodeRange(inFile, i * columns + j, 1)[0] ?? 0;
    return out;
  }

  /** `sum_i coefficients[i] * row i` of a matrix [rows, columns], in float64, [columns]. */
  combineRows(name: string, coefficients: ArrayLike<number>): Float64Array {
    const inFile = this.#nameInFile(name);
    const [rows, columns] = this.#matrixShape(name);
    if (coefficients.length !== rows)
      throw new RangeError(`"${name}" has ${rows} rows; ${coefficients.length} coefficients were given.`);
    const out = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
      const row = this.#files.decodeRange(inFile, i * columns, columns);
      const coefficient = coefficients[i]!;
      for (let j = 0; j < columns; j++) out[j]! += coefficient * row[j]!;
    }
    return out;
  }

  /**
   * Token t's embedding as it enters the residual stream, [D]: E[t], through the projection where the model has one (its
   * bias is the same for all tokens and left out).
   */
  tokenDirection(id: number): Float32Array {
    const embedding = this.rows(WORD_EMBEDDINGS, [id]);
    if (!this.config.projectsEmbeddings) return embedding;
    const { embeddingSize: E, hiddenSize: D } = this.config;
    const projection = this.weight(EMBEDDING_PROJECTION).data;
    return Float32Array.from({ length: D }, (_, d) =>
      embedding.reduce((sum, x, e) => sum + x * projection[d * E + e]!, 0),
    );
  }

  /** The vector u [E] for which u . E[t] = vector . tokenDirection(t), for every token t; `vector` is [D]. */
  towardsEmbeddings(vector: Float32Array): Float32Array {
    return this.config.projectsEmbeddings ? Float32Array.from(this.combineRows(EMBEDDING_PROJECTION, vector)) : vector;
  }

  /** All weights in one file under the files' own names, some tensors, by canonical name, replaced by float32 values. */
  rewrite(changes: ReadonlyMap<string, Float32Array>): Uint8Array<ArrayBuffer> {
    return rewriteTensors(this.#files, new Map([...changes].map(([name, values]) => [this.#nameInFile(name), values])));
  }

  #nameInFile(name: string): string {
    const inFile = this.#names.get(distinctName(this.config, name));
    if (inFile === undefined) throw new EngramError('checkpoint', `A BERT has no tensor "${name}".`);
    return inFile;
  }

  #matrixShape(name: string): readonly [rows: number, columns: number] {
    const [rows, columns] = this.#files.info(this.#nameInFile(name)).shape;
    if (rows === undefined || columns === undefined) throw new RangeError(`"${name}" is not a matrix.`);
    return [rows, columns];
  }
}

/** "3 shapes: a; b; c", and "6 shapes: a; b; c; d; e and 1 more". */
function several(items: readonly string[], noun: string): string {
  const more = items.length > 5 ? ` and ${items.length - 5} more` : '';
  return `${items.length} ${noun}${items.length === 1 ? '' : 's'}: ${items.slice(0, 5).join('; ')}${more}`;
}

/** Without a head the answers would be ours and not the model's, so none is made up from the embeddings. */
function missingMessage({ architecture }: BertConfig, missing: readonly string[], { tensors }: Tensors): string {
  const own = missing.map((name) => familyName(architecture, name));
  const lacks = `The weights lack ${several(own, 'tensor')}.`;
  if (architecture === 'electra' && [...tensors.keys()].some((name) => name.startsWith('discriminator_predictions.'))) {
    return `${lacks} This is ELECTRA's discriminator, which tells replaced words and predicts none; open its generator.`;
  }
  if (missing.every((name) => name.startsWith('cls.'))) {
    return (
      `${lacks} Without them the model cannot fill in a [MASK]: it is an encoder only, and a head made up from its embeddings would give ` +
      `answers that are not the model's. Open a model saved as ${maskedLmClass(architecture)}.`
    );
  }
  return `${lacks} Are config.json and the weights from the same model?`;
}
