/** What static hosts take of a build. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Bytes of one file: Cloudflare Pages takes no more, and others set limits above. */
const LARGEST_FILE = 25 * 2 ** 20;

/** @throws Error that names the files of the folder that no such host would take. */
export function requireHostable(folder: string): void {
  const large = filesIn(folder)
    .map((path) => ({ path: relative(folder, path), bytes: statSync(path).size }))
    .filter(({ bytes }) => bytes > LARGEST_FILE);
  if (large.length === 0) return;
  const found = large.map(({ path, bytes }) => `${path} has ${bytes.toLocaleString('en')}`).join(', ');
  throw new Error(
    `Expected files of at most ${LARGEST_FILE.toLocaleString('en')} bytes (25 MiB), as hosts of static pages do; found: ${found}. ` +
      'Where it is model.compact, the matrices of models/builtin lie on no grid: export them rounded, as models/README.md says.',
  );
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}
