import { describe, expect, it } from 'vitest';
import { p95, typical, type Asked } from './asking';

const asked = (submits: number, bytes: number, milliseconds: number): Asked => ({
  submits,
  dispatches: 40,
  reads: 1,
  uploads: { calls: 3, bytes },
  runs: 7,
  milliseconds,
});

describe('what is typical of many questions', () => {
  it('is the median of each count and of the time', () => {
    expect(typical([asked(4, 100, 30), asked(9, 100, 10), asked(4, 900, 20)])).toEqual(asked(4, 100, 20));
  });

  it('has its outliers told by the 95th percentile', () => {
    expect(p95(Array.from({ length: 60 }, (_, i) => asked(4, 100, i + 1)))).toBe(57);
  });
});
