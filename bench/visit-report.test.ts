import { expect, it } from 'vitest';
import { formatVisit, isCompressible, kindOf } from './visit-report';

it.each([
  ['/', 'page', true],
  ['/index.html', 'page', true],
  ['/icon-180.png', 'page', false],
  ['/assets/index-abc.js', 'scripts', true],
  ['/assets/ort-wasm-simd-threaded-abc.mjs', 'scripts', true],
  ['/assets/ort-wasm-simd-threaded-abc.wasm', 'WebAssembly', true],
  ['/assets/inter-latin-wght-normal-abc.woff2', 'fonts', false],
  ['/models/builtin/model.compact', 'weights', false],
  ['/models/builtin/model.safetensors', 'weights', false],
  ['/models/builtin/tokenizer.json', 'tokenizer and config', true],
  ['/models/relations/index.json', 'library', true],
] as const)('%s is of %s', (path, kind, compressible) => {
  expect([kindOf(path), isCompressible(path)]).toEqual([kind, compressible]);
});

it('adds up by kind, and tells the median of the times', () => {
  const report = formatVisit({
    line: 20,
    files: [
      { path: '/models/builtin/model.compact', bytes: 20_728_600, gzipped: 20_728_600 },
      { path: '/assets/a.js', bytes: 1000, gzipped: 300 },
      { path: '/assets/b.mjs', bytes: 500, gzipped: 200 },
    ],
    visible: [900, 1000, 5000],
    answered: [16_040, 15_000, 17_000],
  });
  expect(report.split('\n')).toEqual([
    '|  | requests | bytes | bytes, from a host that compresses |',
    '| --- | ---: | ---: | ---: |',
    '| weights | 1 | 20,728,600 | 20,728,600 |',
    '| scripts | 2 | 1,500 | 500 |',
    '| all | 3 | 20,730,100 | 20,729,100 |',
    '',
    '- On a line of 20 Mbit/s, median of 3: the page is there after 1.0 s, the first answer after 16.0 s.',
  ]);
});
