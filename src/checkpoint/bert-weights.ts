/**
 * A BERT's weights by their canonical names (Hugging Face's BertForMaskedLM), whatever the file calls them. Everything
 * that is missing or misshapen is found when the checkpoint is opened, not in the middle of a run.
 */
import type { BertConfig } from '../bert/config';
import { EngramError } from '../errors';
import type { Safetensors } from './safetensors';
import { candidateNames, DECODER_WEIGHT, neededTensors, WORD_EMBEDDINGS } from './weight-names';

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Serves as a runtime's WeightSource. */
export class BertCheckpoint {
  /** Numbers in the model; a tied decoder counts once. */
  readonly parameters: number;

  private constructor(
    readonly config: BertConfig,
    /** First 16 hex digits of the SHA-256 over the weights' file. */
    readonly hash: string,
    private readonly file: Safetensors,
    /** Canonical name to the name in the file. */
    private readonly names: ReadonlyMap<string, string>,
  ) {
    const distinct = new Set(names.values());
    this.parameters = [...distinct].reduce((sum, name) => sum + product(file.info(name).shape), 0);
  }

  /** Checks that `file` holds every tensor that `config` asks for. Throws EngramError('checkpoint'). */
  static open(config: BertConfig, file: Safetensors, hash: string): BertCheckpoint {
    // A file without a decoder of its own was saved from a tied model, whatever its config says.
    const tied = config.tied || !file.tensors.has(DECODER_WEIGHT);
    const actual = { ...config, tied };
    const names = new Map<string, string>();
    const missing: string[] = [];
    const misshapen: string[] = [];
    for (const [name, shape] of neededTensors(actual)) {
      const found = candidateNames(name, tied).find((candidate) => file.tensors.has(candidate));
      if (found === undefined) {
        missing.push(name);
        continue;
      }
      names.set(name, found);
      const { shape: actualShape } = file.info(found);
      if (actualShape.length !== shape.length || actualShape.some((size, i) => size !== shape[i])) {
        misshapen.push(`${found}: expected [${shape.join(', ')}], found [${actualShape.join(', ')}]`);
      }
    }
    if (missing.length > 0) throw new EngramError('checkpoint', missingMessage(missing));
    if (misshapen.length > 0) {
      throw new EngramError(
        'checkpoint',
        `config.json and the weights disagree about ${several(misshapen, 'shape')}. Are both from the same model?`,
      );
    }
    if (tied) names.set(DECODER_WEIGHT, names.get(WORD_EMBEDDINGS) ?? WORD_EMBEDDINGS);
    return new BertCheckpoint(actual, hash, file, names);
  }

  /** The tensor as float32, decoded afresh. Refuses infinities and NaN, which would spread silently to every number. */
  weight(name: string): { readonly data: Float32Array; readonly shape: readonly number[] } {
    const { data, shape } = this.file.decode(this.nameInFile(name));
    return { data: this.finite(name, data), shape };
  }

  /** Rows of a matrix, [indices.length, columns], without decoding the rest of it. */
  rows(name: string, indices: readonly number[]): Float32Array {
    const inFile = this.nameInFile(name);
    const [rows, columns] = this.matrixShape(name);
    const out = new Float32Array(indices.length * columns);
    indices.forEach((row, i) => {
      if (!Number.isInteger(row) || row < 0 || row >= rows)
        throw new RangeError(`Row ${row} of "${name}" was asked for; it has ${rows}.`);
      out.set(this.file.decodeRange(inFile, row * columns, columns), i * columns);
    });
    return this.finite(name, out);
  }

  /** Column j of a matrix, [rows]. Neuron i's value vector is column i of its layer's `output.dense.weight`. */
  column(name: string, j: number): Float32Array {
    const inFile = this.nameInFile(name);
    const [rows, columns] = this.matrixShape(name);
    if (!Number.isInteger(j) || j < 0 || j >= columns)
      throw new RangeError(`Column ${j} of "${name}" was asked for; it has ${columns}.`);
    const out = new Float32Array(rows);
    for (let i = 0; i < rows; i++) out[i] = this.file.decodeRange(inFile, i * columns + j, 1)[0] ?? 0;
    return this.finite(name, out);
  }

  /** `sum_i coefficients[i] * row i` of a matrix [rows, columns], in float64, [columns]. */
  combineRows(name: string, coefficients: ArrayLike<number>): Float64Array {
    const inFile = this.nameInFile(name);
    const [rows, columns] = this.matrixShape(name);
    if (coefficients.length !== rows) throw new RangeError(`"${name}" has ${rows} rows; ${coefficients.length} coefficients were given.`);
    const out = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
      const row = this.file.decodeRange(inFile, i * columns, columns);
      const coefficient = coefficients[i]!;
      for (let j = 0; j < columns; j++) out[j]! += coefficient * row[j]!;
    }
    return out;
  }

  /** The weights' file with some tensors, by canonical name, replaced by float32 values. */
  rewrite(changes: ReadonlyMap<string, Float32Array>): Uint8Array<ArrayBuffer> {
    return this.file.rewrite(new Map([...changes].map(([name, values]) => [this.nameInFile(name), values])));
  }

  private nameInFile(name: string): string {
    const inFile = this.names.get(name);
    if (inFile === undefined) throw new EngramError('checkpoint', `A BERT has no tensor "${name}".`);
    return inFile;
  }

  private matrixShape(name: string): readonly [rows: number, columns: number] {
    const [rows, columns] = this.file.info(this.nameInFile(name)).shape;
    if (rows === undefined || columns === undefined) throw new RangeError(`"${name}" is not a matrix.`);
    return [rows, columns];
  }

  private finite(name: string, data: Float32Array): Float32Array {
    let check = 0;
    // 0 * x is NaN for an infinity or a NaN, and a sum never loses a NaN: one branch for the whole tensor.
    for (let i = 0; i < data.length; i++) check += 0 * (data[i] ?? 0);
    if (check === 0) return data;
    const at = data.findIndex((value) => !Number.isFinite(value));
    throw new EngramError(
      'checkpoint',
      `The tensor "${name}" holds ${data[at]} (its value number ${at}); every weight must be finite. The model is damaged.`,
    );
  }
}

/** First 16 hex digits of the SHA-256 over a file. */
export async function weightsHash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new EngramError(
      'runtime',
      'This page is not served securely, so the browser does not let it identify models. Open it over https or on localhost.',
    );
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** "3 shapes: a; b; c", and "6 shapes: a; b; c; d; e and 1 more". */
function several(items: readonly string[], noun: string): string {
  const more = items.length > 5 ? ` and ${items.length - 5} more` : '';
  return `${items.length} ${noun}${items.length === 1 ? '' : 's'}: ${items.slice(0, 5).join('; ')}${more}`;
}

function missingMessage(missing: readonly string[]): string {
  const headOnly = missing.every((name) => name.startsWith('cls.'));
  const hint = headOnly
    ? 'Without them the model cannot fill in a [MASK]: it is an encoder only. Open a model saved as BertForMaskedLM.'
    : 'Are config.json and the weights from the same model?';
  return `The weights lack ${several(missing, 'tensor')}. ${hint}`;
}
