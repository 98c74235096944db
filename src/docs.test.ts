/** The documents name files and folders of this repository: all of them exist, and every link leads somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCS = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'python/README.md',
  ...DOCS.map((name) => `docs/${name}`),
];
/** In backticks, from the root of the repository, without a gap to fill in. */
const PATH = /`((?:src|scripts|e2e|bench|public|models|docs|\.github)\/[\w./-]+)`/g;
/** `[text](target)` to a file; a heading in it may follow. */
const LINK = /\]\((?!https?:)([^)#\s]+)/g;

const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, path]) => path!);

test.each(DOCUMENTS)('%s names and links only what is there', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const paths = [...found(text, PATH), ...found(text, LINK).map((target) => join(dirname(document), target))];
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
