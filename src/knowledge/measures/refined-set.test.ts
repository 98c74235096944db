import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neuronsAbove, rankNeurons, type Ranking } from './ranking';
import { adjustShare, countNeurons, overlap, refine } from './refined-set';
import { addsToken, countAnswers, skipOf, spareShared } from '../../experiments/update';

const F = 8;
const scores = fc
  .array(fc.float({ min: Math.fround(-1), max: 1, noNaN: true }), { minLength: 24, maxLength: 24 })
  .map((list) => Float32Array.from(list));
const ranking = (neurons: readonly number[]): Ranking => ({
  neurons: neurons.map((neuron, i) => ({ layer: 0, neuron, score: 1 - i / 100 })),
  largest: 1,
  completeFrom: 0.05,
});

describe('a ranking', () => {
  it('holds exactly the neurons of a share of the largest score, for every share that it is complete for', () => {
    fc.assert(
      fc.property(
        scores,
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 24 }),
        (map, share, most) => {
          const ranked = rankNeurons(map, F, { least: 0.05, most });
          fc.pre(ranked.largest > 0 && share > ranked.completeFrom);
          const wanted = [...map.keys()].filter((index) => map[index]! >= share * Math.max(...map));
          const found = neuronsAbove(ranked, share).map(({ layer, neuron }) => layer * F + neuron);
          expect(found.toSorted((a, b) => a - b)).toEqual(wanted);
        },
      ),
    );
  });

  it('is empty where nothing pushes the answer up', () => {
    expect(rankNeurons(new Float32Array(24).fill(-1), F)).toMatchObject({ neurons: [], largest: 0 });
  });
});

describe('a refined set', () => {
  const paraphrases = [ranking([1, 2, 3]), ranking([1, 2]), ranking([1, 4]), ranking([1]), ranking([1, 2])];

  it('counts in how many paraphrases a neuron is', () => {
    expect(countNeurons(paraphrases, 0.2).map(({ neuron, count }) => [neuron, count])).toEqual([
      [1, 5],
      [2, 3],
      [4, 1],
      [3, 1],
    ]);
  });

  it('keeps a share of exactly s, whatever the last bit says', () => {
    expect(refine(paraphrases, { t: 0.2, s: 0.6 }).map(({ neuron }) => neuron)).toEqual([1, 2]);
    const ten = Array.from({ length: 10 }, (_, i) => ranking(i < 7 ? [1, 2] : [1]));
    expect(refine(ten, { t: 0.2, s: 0.7 })).toHaveLength(2);
  });

  it('shrinks as either threshold grows', () => {
    const share = fc.double({ min: 0.05, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(scores, { minLength: 1, maxLength: 5 }),
        share,
        share,
        share,
        share,
        (maps, t1, t2, s1, s2) => {
          const ranked = maps.map((map) => rankNeurons(map, F));
          const loose = refine(ranked, { t: Math.min(t1, t2), s: Math.min(s1, s2) }).map(
            ({ layer, neuron }) => `${layer}/${neuron}`,
          );
          const strict = refine(ranked, { t: Math.max(t1, t2), s: Math.max(s1, s2) }).map(
            ({ layer, neuron }) => `${layer}/${neuron}`,
          );
          expect(strict.filter((key) => !loose.includes(key))).toEqual([]);
        },
      ),
    );
  });

  it('adjusts s up while sets are too large and down while they are too small, and says where neither helps', () => {
    const many = Array.from({ length: 20 }, (_, i) => i);
    const crowded = [Array.from({ length: 10 }, (_, i) => ranking(i < 9 ? many : many.slice(0, 3)))];
    expect(adjustShare(crowded, 0.2)).toEqual({ s: 0.95, meanSize: 3, met: true });
    const sparse = [Array.from({ length: 10 }, (_, i) => ranking(i < 3 ? [1, 2] : [1]))];
    expect(adjustShare(sparse, 0.2)).toEqual({ s: 0.3, meanSize: 2, met: true });
    expect(adjustShare([[ranking([1]), ranking([1])]], 0.2)).toMatchObject({ meanSize: 1, met: false });
  });

  it('overlaps with another', () => {
    const refs = (neurons: readonly number[]) => neurons.map((neuron) => ({ layer: 1, neuron }));
    expect(overlap(refs([1, 2, 3]), refs([3, 4, 1]))).toEqual({ shared: refs([1, 3]), jaccard: 0.5 });
    expect(overlap([], [])).toEqual({ shared: [], jaccard: 0 });
  });
});

describe('an update', () => {
  const ref = (neuron: number) => ({ layer: 0, neuron });

  it('spares the neurons that serve a tenth of the other facts or more, and two of them at least', () => {
    const others = (count: number) =>
      Array.from({ length: count }, (_, i) => [...(i < 2 ? [ref(1)] : []), ...(i === 0 ? [ref(3)] : [])]);
    expect(spareShared([ref(1), ref(2)], others(20))).toEqual([
      { ...ref(1), share: 0.1, isSpared: true },
      { ...ref(2), share: 0, isSpared: false },
    ]);
    expect(spareShared([ref(1)], others(21))[0]!.isSpared).toBe(false);
    // Of ten facts or fewer, one alone would be a tenth.
    expect(spareShared([ref(1), ref(3)], others(9)).map(({ isSpared }) => isSpared)).toEqual([true, false]);
    expect(spareShared([ref(1)], [])[0]).toMatchObject({ share: 0, isSpared: false });
  });

  it('has nothing to rewrite where no neuron was found, or all are spared', () => {
    const neuron = (isSpared: boolean) => ({ ...ref(1), share: 0.5, isSpared });
    expect(skipOf([])).toBe('noNeurons');
    expect(skipOf([neuron(true), neuron(true)])).toBe('allSpared');
    expect(skipOf([neuron(true), neuron(false)])).toBeNull();
  });

  it('is known by the word that it writes, by name or by number, where it is on', () => {
    const to = { id: 7, token: 'lima' };
    const writing = (add: { token: string; lambda: number } | { tokenId: number; lambda: number }, off = false) => ({
      version: 1 as const,
      neurons: [],
      values: [{ ...ref(1), ops: [{ add }], ...(off ? { off } : {}) }],
    });
    expect(addsToken(writing({ token: 'lima', lambda: 1 }), to)).toBe(true);
    expect(addsToken(writing({ tokenId: 7, lambda: 1 }), to)).toBe(true);
    expect(addsToken(writing({ token: 'lima', lambda: -1 }), to)).toBe(false);
    expect(addsToken(writing({ token: 'oslo', lambda: 1 }), to)).toBe(false);
    expect(addsToken(writing({ token: 'lima', lambda: 1 }, true), to)).toBe(false);
  });

  it('is judged by the first answers', () => {
    const reading = (id: number) => {
      const top = { id, token: '', probability: 1 };
      return { top, target: { ...top, logProbability: 0, rank: 1 }, watched: [] };
    };
    const verdict = countAnswers([1, 1, 1, 9].map(reading), [1, 9, 5, 9].map(reading), 9);
    expect(verdict).toEqual({ paraphrases: 4, changed: 2, succeeded: 2, unmoved: 2 });
  });
});
