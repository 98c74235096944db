/**
 * Which of a folder's or repository's files make up a model, told from their names alone, so that a download can be planned
 * before anything but small JSON files is there. What cannot be opened is refused here, with what to do instead.
 */
import { EngramError } from '../errors';
import { INDEX_FILE, shardsOf } from './shards';

export interface NeededFiles {
  /** Small JSON and text files, in the order in which they are of use; config.json first. */
  readonly small: readonly string[];
  /** model.safetensors.index.json, where the weights are split: to be read before `weights` is known. */
  readonly index: string | null;
  /** Files of weights in name order; empty as long as the index has not been given. */
  readonly weights: readonly string[];
}

/** The files of a tokenizer, best first. */
const TOKENIZERS = [['tokenizer.json'], ['vocab.txt'], ['vocab.json', 'merges.txt']];

const CONVERT =
  `python -c "from transformers import AutoTokenizer as T, AutoModelForMaskedLM as M; ` +
  `M.from_pretrained('FOLDER').save_pretrained('NEW'); T.from_pretrained('FOLDER').save_pretrained('NEW')"`;

/**
 * @param names all files that are there, without folders in front.
 * @param index what `parseIndex` made of model.safetensors.index.json, once it has been read.
 * @throws EngramError('checkpoint') where a needed file is missing.
 */
export function neededFiles(names: readonly string[], index?: ReadonlyMap<string, string>): NeededFiles {
  const there = new Set(names);
  if (!there.has('config.json')) throw missing('config.json', names);
  const weights = findWeights(names);
  const split = weights === null ? INDEX_FILE : null;
  const tokenizer = TOKENIZERS.find((files) => files.every((name) => there.has(name)));
  if (tokenizer === undefined) throw noTokenizer(names);
  const settings = there.has('tokenizer_config.json') ? ['tokenizer_config.json'] : [];
  const shards = index ? shardsOf(index) : [];
  const absent = shards.filter((name) => !there.has(name));
  if (split !== null && absent.length > 0) {
    throw new EngramError(
      'checkpoint',
      `${INDEX_FILE} names ${absent.length} of its ${shards.length} files that are not there: ${absent.slice(0, 5).join(', ')}.`,
    );
  }
  return {
    small: ['config.json', ...tokenizer, ...settings, ...(split === null ? [] : [split])],
    index: split,
    weights: weights === null ? shards : [weights],
  };
}

/** model.safetensors, or the only file of that kind; null where an index says which. */
function findWeights(names: readonly string[]): string | null {
  if (names.includes('model.safetensors')) return 'model.safetensors';
  if (names.includes(INDEX_FILE)) return null;
  const candidates = names.filter((name) => name.endsWith('.safetensors'));
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  if (candidates.length > 1) {
    throw new EngramError(
      'checkpoint',
      `There are ${candidates.length} files of weights (${candidates.slice(0, 3).join(', ')}, ...), but no ${INDEX_FILE} that says ` +
        'how they belong together.',
    );
  }
  const other = names.find((name) => /\.(bin|pt|pth|ckpt|h5|msgpack)$/.test(name));
  if (other === undefined) throw missing('model.safetensors', names);
  const why = /\.(bin|pt|pth)$/.test(other)
    ? 'is a Python pickle, which can run code when it is opened'
    : 'is in a format that Engram does not read';
  throw new EngramError(
    'checkpoint',
    `${other} ${why}; Engram reads model.safetensors. To convert it where you trust the file: ${CONVERT}`,
  );
}

function noTokenizer(names: readonly string[]): EngramError {
  const other = names.find((name) => /^(vocab\.json|merges\.txt|spiece\.model|sentencepiece\.bpe\.model)$/.test(name));
  if (other === undefined) return missing('tokenizer.json or vocab.txt', names);
  return new EngramError(
    'checkpoint',
    `There is ${other} but no tokenizer.json, which is what Engram reads. To make one: ${CONVERT}`,
  );
}

function missing(described: string, names: readonly string[]): EngramError {
  const there =
    names.length > 0
      ? `there: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}`
      : 'there are no files at all';
  return new EngramError(
    'checkpoint',
    `${described} is missing (${there}). A model needs config.json, model.safetensors and tokenizer.json or vocab.txt.`,
  );
}
