import { expect, it } from 'vitest';
import type { Asked } from './asking';
import { formatAsking, formatCard } from './asking-report';

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

it('tells of a card what was measured, and what was not', () => {
  const report = formatCard({
    device: { ...device, software: true },
    matmul: { waited: 12.34, inARow: 567.8 },
    models: [
      { model: 'tiny', questions: { sliderLate: { ...asked(9), p95: 8.26 } } },
      { model: 'builtin', questions: {} },
    ],
    jax,
    soak: {
      attributions: 20,
      sliderMoves: 200,
      seconds: 9.6,
      held: [
        { heap: 0, buffers: 130 },
        { heap: 0, buffers: 131 },
      ],
    },
    failures: ['builtin: it is too large.'],
  });
  expect(report.split('\n')).toEqual([
    'Chromium 156; WebGPU on nvidia hopper, in software; prompts of 12 tokens',
    '',
    '**Tiny shape, random weights**',
    '',
    '|  | submits | dispatches | reads | uploads | uploaded | runs | time | p95 |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| slider, layer at 3/4 | 9 | 190 | 1 | 235 | 41.7 KB | 9 | 663 ms | 8.3 ms |',
    '',
    '- Matrix product: 12.3 GFLOP/s where each is waited for, 567.8 GFLOP/s in a row.',
    '- Tiny shape, random weights, riemann-left 20 by jax-js in the same page: 663 ms (the first time 8038 ms), scores within 1e-6 of the largest.',
    '- Soak: 20 attributions and 200 slider moves in 10 s. GPU buffers: 130 after a tenth, 131 at the end.',
    '- Failed: builtin: it is too large.',
  ]);
});
