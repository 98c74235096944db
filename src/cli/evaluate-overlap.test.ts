import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomOf } from '../random';
import { overlapsWith } from './evaluate-overlap';
import { integerBelow } from './evaluate-statistics';
import { isHeldOut, textLines } from './evaluate-text';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'engram-'))));
afterAll(() => rm(folder, { recursive: true }));

/** A folder of training text. */
async function textOf(name: string, lines: readonly string[]): Promise<string> {
  await mkdir(join(folder, name, 'text'), { recursive: true });
  await writeFile(join(folder, name, 'text', 'some.txt.gz'), gzipSync(lines.join('\n')));
  return join(folder, name);
}

it('finds ten words in a row, whatever their case and marks, in any of the folders', async () => {
  const run = 'the river rose over the old stone bridge last night';
  const first = await textOf('first', [
    'Nothing of the kind.',
    `They say “The River” rose over the old, stone bridge: last night! It fell later.`,
  ]);
  const second = await textOf('second', ['We sailed on.', 'Été après été, ça va mieux ici que là-bas, dit-on.']);
  const sentences = [
    `In May ${run} and fell.`,
    run.replace('old', 'new'),
    'We sailed on!',
    'We sailed.',
    'été après été ça va mieux ici que là bas',
  ];
  expect(await overlapsWith(sentences, [first, second])).toEqual([true, false, true, false, true]);
  expect(await overlapsWith(sentences, [first])).toEqual([true, false, false, false, false]);
  expect(await overlapsWith([], [first])).toEqual([]);
});

it('leaves a sentence that is held out of the training text alone', async () => {
  const lines = Array.from(
    { length: 1000 },
    (_, i) => `one two three four five six seven eight nine ten number ${i}x.`,
  );
  const kept = lines.filter(isHeldOut);
  expect(kept.length).toBeGreaterThan(0);
  const only = await textOf('only', kept);
  expect(await overlapsWith(kept, [only])).toEqual(kept.map(() => false));
});

it('agrees with looking for every run in every line', async () => {
  const random = randomOf(5);
  const line = () =>
    Array.from({ length: 8 + integerBelow(random, 20) }, () => 'ab'[integerBelow(random, 2)]).join(' ');
  const lines = Array.from({ length: 60 }, line).filter((text) => !isHeldOut(text));
  const asked = Array.from({ length: 200 }, line);
  const runs = (text: string) => {
    const words = text.split(' ');
    return words.length < 10 ? [`^${text}$`] : words.slice(9).map((_, i) => words.slice(i, i + 10).join(' '));
  };
  const known = new Set(lines.flatMap(runs));
  const expected = asked.map((text) => runs(text).some((run) => known.has(run)));
  expect(new Set(expected).size, 'some do and some do not').toBe(2);
  expect(await overlapsWith(asked, [await textOf('drawn', lines)])).toEqual(expected);
});

it('reads the lines of all files of a folder', async () => {
  const lines = [];
  for await (const text of textLines(await textOf('lines', ['b', '', ' a ']))) lines.push(text);
  expect(lines).toEqual(['b', 'a']);
});
