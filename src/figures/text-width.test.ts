import { expect, it } from 'vitest';
import { wrapped } from './text-width';

it('keeps a number and its unit on one line', () => {
  const text =
    'Another fact’s neurons do 11 % of it, a fall of 7.72 pp, and 3 ppm stay. Of 5 per cent it says no more.';
  for (let width = 80; width < 600; width += 7) {
    const lines = wrapped(text, { width, most: 99, size: 12 });
    expect(lines.join(' ')).toBe(text);
    expect(lines.filter((line) => /^(%|pp\b)/.test(line))).toEqual([]);
  }
});
