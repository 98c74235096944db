/** A model from its files, as Hugging Face lays them out: config.json, model.safetensors, tokenizer.json or vocab.txt. */
import type { Architecture, BertConfig } from '../bert/config';
import { EngramError } from '../errors';
import { BertCheckpoint } from './bert-weights';
import { parseConfig } from './config';
import { neededFiles } from './needed-files';
import { Safetensors, type Tensors } from './safetensors';
import { parseShardIndex, Shards } from './shards';
import { ClozeTokenizer } from './tokenizer';
import type { TokenizerFiles } from './tokenizer-definition';
import { weightsHash } from './weights-hash';

/** Contents by file name. Folders in front of a name are ignored: browsers add the folder that was picked. */
export type ModelFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export interface LoadedModel {
  readonly architecture: Architecture;
  readonly config: BertConfig;
  readonly checkpoint: BertCheckpoint;
  readonly tokenizer: ClozeTokenizer;
  /** The name that was given, fit for a link: letters, digits, "-", "_" and ".". */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  readonly hash: string;
  /** Sentences about how the files were read that whoever uses the model should know. */
  readonly notices: readonly string[];
}

/** The tokenizer.json of a vocabulary of 250,000 takes 17 million bytes. */
const MAX_TEXT = 64_000_000;
const USED =
  /^(config\.json|tokenizer\.json|tokenizer_config\.json|vocab\.(txt|json)|merges\.txt|.*\.safetensors|model\.safetensors\.index\.json)$/;

/** Whether `loadCheckpoint` may use this file's contents; of others only the name is of interest, for its messages. */
export function isModelFile(name: string): boolean {
  return USED.test(name);
}

/** Without the folders in front. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** A name fit for a link. */
export function modelId(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 100) || 'model';
}

/**
 * @throws EngramError('checkpoint') that says what is missing or wrong.
 * @param sha256 of files that were verified already, in hexadecimal, by name: these are not hashed again.
 */
export async function loadCheckpoint(
  files: ModelFiles,
  name: string,
  sha256: ReadonlyMap<string, string> = new Map(),
): Promise<LoadedModel> {
  const byName = new Map([...files].map(([path, bytes]) => [fileName(path), bytes]));
  const names = [...byName.keys()];
  const needed = neededFiles(names);
  const config = parseConfig(readJson(byName, 'config.json'));
  const index = needed.index === null ? undefined : parseShardIndex(readJson(byName, needed.index));
  const { weights, small } = index ? neededFiles(names, index) : needed;
  const tensors = readWeights(byName, weights, index);
  const hash = await weightsHash(weights.map((file) => sha256.get(file) ?? byName.get(file)!));
  const checkpoint = BertCheckpoint.open(config, tensors, hash);
  const tokenizer = new ClozeTokenizer(readTokenizer(byName, small), config);
  const notices = [...noticesOf(checkpoint.config, config), ...tokenizer.notices];
  return {
    architecture: config.architecture,
    config: checkpoint.config,
    checkpoint,
    tokenizer,
    id: modelId(name),
    name,
    hash: checkpoint.hash,
    notices,
  };
}

function readWeights(
  files: ModelFiles,
  names: readonly string[],
  index: ReadonlyMap<string, string> | undefined,
): Tensors {
  const parsed = names.map((name) => Safetensors.parse(files.get(name)!, name));
  return index ? Shards.join(index, parsed) : parsed[0]!;
}

function readTokenizer(files: ModelFiles, small: readonly string[]): TokenizerFiles {
  const config = small.includes('tokenizer_config.json') ? { config: readJson(files, 'tokenizer_config.json') } : {};
  if (small.includes('tokenizer.json')) return { ...config, tokenizer: readJson(files, 'tokenizer.json') };
  if (small.includes('vocab.txt')) return { ...config, vocab: readText(files, 'vocab.txt') };
  return { ...config, bytePairs: { vocab: readJson(files, 'vocab.json'), merges: readText(files, 'merges.txt') } };
}

/** @param asked what config.json says; `found` is what the weights are. */
function noticesOf(found: BertConfig, asked: BertConfig): string[] {
  const notices: string[] = [];
  if (found.tied && !asked.tied) {
    notices.push(
      'config.json announces a decoder of its own, but the weights hold none: the word embeddings serve, as in BERT itself.',
    );
  }
  if (found.projectsEmbeddings) {
    notices.push(
      'Word embeddings are narrower than the residual stream here: wherever a token is added to a value vector or compared with one, ' +
        "its embedding goes through the model's own projection first.",
    );
  }
  if (found.distinctLayers < found.layers) {
    notices.push(
      `All ${found.layers} layers share the weights of ${found.distinctLayers}. Edits still act on one layer each; an edited model ` +
        'can be taken out as a Python script, not as a file of weights.',
    );
  }
  return notices;
}

function readText(files: ModelFiles, name: string): string {
  return textOf(files.get(name)!, name);
}

function textOf(bytes: Uint8Array, name: string): string {
  if (bytes.length > MAX_TEXT) {
    throw new EngramError(
      'checkpoint',
      `${name}: it has ${bytes.length.toLocaleString('en')} bytes, and no such file of a BERT has more than ` +
        `${MAX_TEXT.toLocaleString('en')}. It is not what its name says.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EngramError('checkpoint', `${name}: it is not UTF-8 text.`, { cause });
  }
}

function readJson(files: ModelFiles, name: string): unknown {
  return jsonOf(files.get(name)!, name);
}

/**
 * A small file's content.
 * @throws EngramError('checkpoint') where it is too large, or neither text nor JSON.
 */
export function jsonOf(bytes: Uint8Array, name: string): unknown {
  const text = textOf(bytes, name);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngramError('checkpoint', `${name}: it is not valid JSON. Fetch it again.`, { cause });
  }
}
