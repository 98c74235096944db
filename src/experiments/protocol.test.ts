/** The numbers of experiments stand in protocol.ts and nowhere else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '..');
/** Where such numbers belong, and where they are those of a test. */
const ALLOWED = /^(fixtures\/|(experiments|knowledge)\/protocol\.ts$)|\.test\.tsx?$/;

/** Written-out numbers of an experiment. */
const NUMBERS: readonly RegExp[] = [
  /\btolerance: \d/,
  /\b(draws|seed|lambda[12]|wordings|facts): [1-9]/,
  /\brandomOf\(\d/,
  /\b(TOLERANCE|QUADRATURE|DRAWS|SEED|GAINS|TOGETHER|RESAMPLES|PAIRS|PARAPHRASES)\b(: [^=]*)? = (\d|\[\d|\{ method)/,
];
/** No experiment: nothing is drawn or measured by them. */
const PLAIN = ['export const NO_CONTROLS'];

it('no other file has a tolerance, a number of draws, a seed or a count of facts', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .map((name) => relative('', name).replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && !ALLOWED.test(name));
  expect(files.length).toBeGreaterThan(200);
  const found = files.flatMap((name) =>
    readFileSync(join(SOURCE, name), 'utf8')
      .split('\n')
      .flatMap((line, i) =>
        NUMBERS.some((number) => number.test(line)) && !PLAIN.some((plain) => line.includes(plain))
          ? [`${name}:${i + 1}: ${line.trim()}`]
          : [],
      ),
  );
  expect(found).toEqual([]);
});
