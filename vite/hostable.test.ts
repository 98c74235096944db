import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireHostable } from './hostable';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engram-hostable-'));
  mkdirSync(join(folder, 'models', 'builtin'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, bytes: number) => {
  writeFileSync(join(folder, name), '');
  truncateSync(join(folder, name), bytes);
};

it('takes files of 25 MiB, however many', () => {
  write('index.html', 25 * 2 ** 20);
  write('models/builtin/model.compact', 25 * 2 ** 20);
  requireHostable(folder);
});

it('names the files that are larger, in folders too', () => {
  write('index.html', 10);
  write('models/builtin/model.compact', 25 * 2 ** 20 + 1);
  expect(() => requireHostable(folder)).toThrow(
    `at most 26,214,400 bytes (25 MiB), as hosts of static pages do; found: ${join('models', 'builtin', 'model.compact')} has 26,214,401.`,
  );
});
