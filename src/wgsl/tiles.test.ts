/** Which way a matrix product is divided, and that nothing of it is left out. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fittingTiles, type ProductSizes, type Tiles } from './tiles';

const CARD = { sharesMemory: true };
const SOFTWARE = { sharesMemory: false };

const cases: readonly (readonly [what: string, sizes: ProductSizes, card: Tiles, software: Tiles])[] = [
  ['attention of a small model', { batch: 8, rows: 12, columns: 12, inner: 32 }, 'cell', 'cell'],
  ['a single row by a weight', { batch: 1, rows: 1, columns: 768, inner: 768 }, 'thin', 'cell'],
  ['a short prompt', { batch: 1, rows: 16, columns: 768, inner: 768 }, 'thin', 'block'],
  ['a prompt of 30 tokens', { batch: 1, rows: 30, columns: 768, inner: 768 }, 16, 'block'],
  ['rows enough for few large tiles', { batch: 1, rows: 64, columns: 768, inner: 768 }, 16, 'large block'],
  ['some samples', { batch: 1, rows: 240, columns: 768, inner: 768 }, 32, 'large block'],
  ['many samples', { batch: 1, rows: 2400, columns: 768, inner: 768 }, 64, 'large block'],
  ['attention of many samples', { batch: 960, rows: 30, columns: 30, inner: 64 }, 32, 'block'],
  ['the vocabulary for one sample', { batch: 1, rows: 1, columns: 30_522, inner: 768 }, 'thin', 'cell'],
];

it.each(cases)('%s: %o is done by %s, in software by %s', (_, sizes, card, software) => {
  expect(fittingTiles(sizes, CARD).tiles).toBe(card);
  expect(fittingTiles(sizes, SOFTWARE).tiles).toBe(software);
});

/** Rows and columns of a group; `cell` takes 64 elements wherever they are. */
const REACH: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  block: [32, 32],
  'large block': [64, 64],
  thin: [8, 16],
  16: [16, 16],
  32: [32, 32],
  64: [64, 64],
};

it('groups cover every element, hardly more, and no more than WebGPU allows', () => {
  const sizes = fc.record({
    batch: fc.integer({ min: 1, max: 4000 }),
    rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 50_000 })),
    columns: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 250_000 })),
    inner: fc.integer({ min: 1, max: 4096 }),
  });
  fc.assert(
    fc.property(sizes, fc.boolean(), (of, sharesMemory) => {
      const { tiles, groups } = fittingTiles(of, { sharesMemory });
      const [x, y, z] = groups;
      expect(z).toBe(of.batch);
      expect(Math.max(x, y, z)).toBeLessThanOrEqual(65_535);
      if (tiles === 'cell') {
        expect(64 * x * y).toBeGreaterThanOrEqual(of.rows * of.columns);
        expect(64 * (x - 1) * y).toBeLessThan(of.rows * of.columns);
        return;
      }
      const [rows, columns] = REACH[tiles]!;
      expect([x, y]).toEqual([Math.ceil(of.columns / columns), Math.ceil(of.rows / rows)]);
    }),
  );
});
