import { expect, it } from 'vitest';
import type { Asked } from './asking';
import { formatAsking } from './asking-report';

const asked = (submits: number): Asked => ({
  submits,
  dispatches: 190,
  reads: 1,
  uploads: { calls: 235, bytes: 42_660 },
  runs: 9,
  milliseconds: 663.3,
});
const { runs: _, ...counted } = asked(483);
const jax = { ...counted, warmUp: 8038, difference: 9.8e-7 };
const device = { adapter: 'nvidia hopper', software: false, browser: 'Chromium 156' };

it('has a line a question, and two for jax-js', () => {
  const questions = { predict: asked(106), slider: asked(99), attribution: asked(310), adaptive: asked(567) };
  expect(formatAsking({ device, ...questions, jax: { ...jax, plain: jax } }).split('\n')).toEqual([
    'Chromium 156; WebGPU on nvidia hopper; prompts of 12 tokens',
    '',
    '|  | submits | dispatches | reads | uploads | uploaded | runs | time |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| prediction after typing | 106 | 190 | 1 | 235 | 41.7 KB | 9 | 663 ms |',
    '| slider, first layer | 99 | 190 | 1 | 235 | 41.7 KB | 9 | 663 ms |',
    '| attribution, riemann-left 20 | 310 | 190 | 1 | 235 | 41.7 KB | 9 | 663 ms |',
    '| attribution, residual 1e-3 P | 567 | 190 | 1 | 235 | 41.7 KB | 9 | 663 ms |',
    '| .. jax-js, tuned for its compiler | 483 | 190 | 1 | 235 | 41.7 KB |  | 663 ms |',
    '| .. jax-js, written plainly | 483 | 190 | 1 | 235 | 41.7 KB |  | 663 ms |',
  ]);
});
