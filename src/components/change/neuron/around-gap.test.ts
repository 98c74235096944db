import { expect, it } from 'vitest';
import { aroundGap } from './around-gap';

it('leaves a prompt alone whose gap is near its beginning', () => {
  expect(aroundGap('[MASK] is the capital of France.')).toBe('[MASK] is the capital of France.');
  expect(aroundGap('Paris is in [MASK], which everybody knows.')).toBe('Paris is in [MASK], which everybody knows.');
});

it('shortens what leads up to the gap, at a word', () => {
  expect(aroundGap('The official language that people speak in Brazil is [MASK].')).toBe(
    '\u2026people speak in Brazil is [MASK].',
  );
  expect(aroundGap(`${'x'.repeat(60)}[MASK].`)).toBe(`\u2026${'x'.repeat(27)}[MASK].`);
});
