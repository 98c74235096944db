/** Which version of the built-in model a build carries: a hash, so that a browser that kept its files knows whether they are these. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that the published files are made of; the last is how the weights are packed. */
const PARTS = [
  'models/builtin/config.json',
  'models/builtin/tokenizer.json',
  'models/builtin/tokenizer_config.json',
  'models/builtin/model.safetensors',
  'src/checkpoint/compact.ts',
];

/** @param root of the repository. */
export function builtinVersion(root: string): string {
  const hash = createHash('sha256');
  for (const part of PARTS) hash.update(readFileSync(join(root, part)));
  return hash.digest('hex').slice(0, 16);
}
