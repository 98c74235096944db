import { expect, it } from 'vitest';
import { formatVisit, isCompressible, kindOf } from './visit-report';

it.each([
  ['/', 'page', true],
  ['/index.html', 'page', true],
  ['/icon-180.png', 'page', false],
  ['/assets/index-abc.js', 'scripts', true],
  ['/assets/ort-wasm-simd-threaded-abc.mjs', 'scripts', true],
  ['/assets/ort-wasm-simd-threaded.wasm-abc.packed', 'WebAssembly', false],
  ['/assets/rooms-abc.json', 'answers beforehand', true],
  ['/assets/inter-latin-wght-normal-abc.woff2', 'fonts', false],
  ['/models/builtin/model.compact', 'weights', false],
  ['/models/builtin/model.safetensors', 'weights', false],
  ['/models/builtin/tokenizer.json', 'tokenizer and config', true],
  ['/models/relations/index.json', 'library', true],
] as const)('%s is of %s', (path, kind, compressible) => {
  expect([kindOf(path), isCompressible(path)]).toEqual([kind, compressible]);
});

it('adds up by kind, and tells the medians of the times', () => {
  const report = formatVisit({
    line: 20,
    files: [
      { path: '/models/builtin/model.compact', bytes: 20_728_600, gzipped: 20_728_600 },
      { path: '/assets/a.js', bytes: 1000, gzipped: 300 },
      { path: '/assets/b.mjs', bytes: 500, gzipped: 200 },
    ],
    cold: [
      { picture: 900, prediction: 16_040 },
      { picture: 1000, prediction: 15_000 },
      { picture: 5000, prediction: 17_000 },
    ],
    warm: [2000],
    offline: [1900],
  });
  expect(report.split('\n')).toEqual([
    '|  | requests | bytes | bytes, from a host that compresses |',
    '| --- | ---: | ---: | ---: |',
    '| weights | 1 | 20,728,600 | 20,728,600 |',
    '| scripts | 2 | 1,500 | 500 |',
    '| all | 3 | 20,730,100 | 20,729,100 |',
    '',
    '| on a line of 20 Mbit/s, median of 3 | the first picture | the first answer to a prompt of one’s own |',
    '| --- | ---: | ---: |',
    '| the first visit | 1.0 s | 16.0 s |',
    '| the second |  | 2.0 s |',
    '| without network |  | 1.9 s |',
  ]);
});
