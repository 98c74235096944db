import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomOf } from '../random';
import { logNormalizer, rankOf, rankRows, topOf } from './ranks';
import { rankedRows, rankSizes } from './gpu-ranks';
import { ABOVE_WORDS, BLOCK, MOST_ABOVE, OF_BLOCK } from '../wgsl/ranks';

const vocabulary = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });

it('names the highest, the lower id first among equals, and counts who is before one', () => {
  fc.assert(
    fc.property(vocabulary, fc.nat(), fc.integer({ min: 1, max: 12 }), (values, which, top) => {
      const logits = Float32Array.from(values);
      const id = which % values.length;
      const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
      expect(topOf(logits, top)).toEqual(order.slice(0, top));
      expect(rankOf(logits, id)).toBe(order.indexOf(id) + 1);
    }),
  );
});

it('brings each row with its bias down to what is asked of it', () => {
  const scores = Float32Array.of(1, 2, 3, 9, 8, 7);
  const [first, second] = rankRows(scores, { bias: Float32Array.of(0, 5, 0), top: 2, ids: [2, 0] });
  expect(first!.top).toEqual([
    { id: 1, logit: 7 },
    { id: 2, logit: 3 },
  ]);
  expect([first!.logits, first!.rank]).toEqual([[3, 1], 2]);
  expect(second!.top.map(({ id }) => id)).toEqual([1, 0]);
  expect(first!.logNormalizer).toBeCloseTo(logNormalizer(Float32Array.of(1, 7, 3)), 12);
});

/** What the kernels leave of a row: sums by blocks, and those that reach the k-th highest of the blocks' maxima, in any order. */
function leftOf(logits: Float32Array, ids: readonly number[], top: number) {
  const { blocks: count } = rankSizes([1, logits.length]);
  const blocks = new Float32Array(count * OF_BLOCK);
  const maxima: number[] = [];
  for (let b = 0; b < count; b++) {
    const own = logits.subarray(b * BLOCK, (b + 1) * BLOCK);
    const most = Math.max(...own);
    maxima.push(most);
    const ahead = [...own].filter((x, i) => x > logits[ids[0]!]! || (x === logits[ids[0]!] && b * BLOCK + i < ids[0]!));
    blocks.set([most, own.reduce((sum, x) => sum + Math.exp(x - most), 0), ahead.length], b * OF_BLOCK);
  }
  const floor = maxima.sort((a, b) => b - a)[top - 1]!;
  const reach = [...logits].flatMap((logit, id) => (logit >= floor ? [{ id, logit }] : [])).reverse();
  const above = new Float32Array(ABOVE_WORDS);
  const words = new Uint32Array(above.buffer);
  words[0] = reach.length;
  reach.slice(0, MOST_ABOVE).forEach(({ id, logit }, i) => {
    words[1 + 2 * i] = id;
    above[2 + 2 * i] = logit;
  });
  return { blocks, logits: Float32Array.of(floor, ...ids.map((id) => logits[id]!)), above };
}

it('makes the same of what a GPU leaves as of the whole row', () => {
  const size = 20 * BLOCK + 7;
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.nat(size - 1), (seed, id) => {
      const random = randomOf(seed);
      const logits = Float32Array.from({ length: size }, () => 18 * random() - 9);
      const request = { bias: new Float32Array(size), top: 12, ids: [id, 3] };
      const [found] = rankedRows(rankSizes([1, size]), request, leftOf(logits, request.ids, request.top))!;
      const [expected] = rankRows(logits, request);
      expect({ ...found, logNormalizer: 0 }).toEqual({ ...expected, logNormalizer: 0 });
      expect(found!.logNormalizer).toBeCloseTo(expected!.logNormalizer, 5);
    }),
    { numRuns: 15 },
  );
});

it('asks for the whole row where too many reach the floor', () => {
  const same = new Float32Array(20 * BLOCK);
  const request = { bias: same, top: 12, ids: [0] };
  expect(rankedRows(rankSizes([1, same.length]), request, leftOf(same, [0], 12))).toBeNull();
});
