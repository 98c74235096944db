/** A model from its files, as Hugging Face lays them out: config.json, model.safetensors, tokenizer.json or vocab.txt. */
import type { BertConfig } from '../bert/config';
import { EngramError } from '../errors';
import { BertCheckpoint, weightsHash } from './bert-weights';
import { parseConfig } from './config';
import { Safetensors } from './safetensors';
import { ClozeTokenizer } from './tokenizer';

/** Contents by file name. Folders in front of a name are ignored: browsers add the folder that was picked. */
export type ModelFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export interface LoadedModel {
  readonly config: BertConfig;
  readonly checkpoint: BertCheckpoint;
  readonly tokenizer: ClozeTokenizer;
  /** The name that was given, fit for a link: letters, digits, "-", "_" and ".". */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  readonly hash: string;
}

const USED = /^(config\.json|tokenizer\.json|tokenizer_config\.json|vocab\.txt|.*\.safetensors)$/;

/** Whether `loadCheckpoint` may use this file's contents; of others only the name is of interest, for its messages. */
export function isModelFile(name: string): boolean {
  return USED.test(name);
}

/** Throws EngramError('checkpoint') that says what is missing or wrong. */
export async function loadCheckpoint(files: ModelFiles, name: string): Promise<LoadedModel> {
  const byName = new Map([...files].map(([path, bytes]) => [path.split(/[\\/]/).at(-1) ?? path, bytes]));
  const weightsName = findWeights([...byName.keys()]);
  const config = parseConfig(readJson(byName, 'config.json'));
  const bytes = required(byName, weightsName);
  const safetensors = Safetensors.parse(bytes, weightsName);
  const tokenizerConfig = byName.has('tokenizer_config.json') ? readJson(byName, 'tokenizer_config.json') : undefined;
  const checkpoint = BertCheckpoint.open(config, safetensors, await weightsHash(bytes));
  const tokenizer = byName.has('tokenizer.json')
    ? new ClozeTokenizer({ tokenizer: readJson(byName, 'tokenizer.json'), config: tokenizerConfig }, config)
    : new ClozeTokenizer(
        { vocab: readText(byName, 'vocab.txt', 'tokenizer.json or vocab.txt'), config: tokenizerConfig },
        config,
      );
  const id = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 100) || 'model';
  return { config: checkpoint.config, checkpoint, tokenizer, id, name, hash: checkpoint.hash };
}

const CONVERT =
  `python -c "from transformers import AutoTokenizer as T, BertForMaskedLM as M; ` +
  `M.from_pretrained('FOLDER').save_pretrained('NEW'); T.from_pretrained('FOLDER').save_pretrained('NEW')"`;

/** model.safetensors, or the only file of that kind. */
function findWeights(names: readonly string[]): string {
  if (names.includes('model.safetensors')) return 'model.safetensors';
  const candidates = names.filter((name) => name.endsWith('.safetensors'));
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  if (names.includes('model.safetensors.index.json') || candidates.length > 1) {
    throw new EngramError(
      'checkpoint',
      `The weights are split over several files; Engram opens one model.safetensors. To join them: ${CONVERT}`,
    );
  }
  const other = names.find((name) => /\.(bin|pt|pth|ckpt|h5|msgpack)$/.test(name));
  if (other === undefined) return 'model.safetensors';
  const why = /\.(bin|pt|pth)$/.test(other)
    ? 'is a Python pickle, which can run code when it is opened'
    : 'is in a format that Engram does not read';
  throw new EngramError(
    'checkpoint',
    `${other} ${why}; Engram reads model.safetensors. To convert it where you trust the file: ${CONVERT}`,
  );
}

function required(files: ModelFiles, name: string, described = name): Uint8Array<ArrayBuffer> {
  const bytes = files.get(name);
  if (bytes) return bytes;
  const names = [...files.keys()];
  const there =
    names.length > 0
      ? `there: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}`
      : 'there are no files at all';
  throw new EngramError(
    'checkpoint',
    `${described} is missing (${there}). A model needs config.json, model.safetensors and tokenizer.json or vocab.txt.`,
  );
}

function readText(files: ModelFiles, name: string, described = name): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(required(files, name, described));
  } catch (cause) {
    if (cause instanceof EngramError) throw cause;
    throw new EngramError('checkpoint', `${name}: it is not UTF-8 text.`, { cause });
  }
}

function readJson(files: ModelFiles, name: string): unknown {
  const text = readText(files, name);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngramError('checkpoint', `${name}: it is not valid JSON. Fetch it again.`, { cause });
  }
}
