/** The models that are measured: the built-in one, and random ones in the shapes of published BERTs. */
import { randomModel, TOKENIZER_FILES, type Files, type ShapeName } from './shapes';

export type ModelName = 'builtin' | ShapeName;

/** For people. */
export const TITLES: Readonly<Record<ModelName, string>> = {
  builtin: 'Built-in model',
  tiny: 'Tiny shape, random weights',
  base: 'BERT-base shape, random weights',
  large: 'BERT-large shape, random weights',
};

export function isModelName(name: string): name is ModelName {
  return Object.hasOwn(TITLES, name);
}

const BUILTIN_FILES = ['config.json', 'model.safetensors', ...TOKENIZER_FILES];

/** @param read gives a file of the built-in model's Hugging Face folder. */
export async function modelFiles(
  model: ModelName,
  read: (name: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Files> {
  const own = await Promise.all(
    (model === 'builtin' ? BUILTIN_FILES : TOKENIZER_FILES).map(async (name) => [name, await read(name)] as const),
  );
  return model === 'builtin' ? new Map(own) : randomModel(model, new Map(own));
}
