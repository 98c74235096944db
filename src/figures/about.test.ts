import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileNameOf } from './about';

test.each([
  ['map', 'The capital of France is [MASK].', 'paris', 0, 'engram-map-the-capital-of-france-is-paris'],
  ['map', 'She read a [MASK] before bed.', 'book', 1, 'engram-map-she-read-a-book-before-bed-1-edit'],
  ['lens', 'Élan, déjà-vu [MASK]!', '##ing', 3, 'engram-lens-elan-deja-vu-ing-3-edits'],
  ['bars', '日本の首都は[MASK]です。', '東京', 0, 'engram-bars-日本の首都は-東京-です'],
  ['relation', 'place of birth', null, 0, 'engram-relation-place-of-birth'],
] as const)('a file of %s says what it holds: %s', (picture, asked, target, edits, name) => {
  expect(fileNameOf(picture, { asked, target, edits })).toBe(name);
});

test('whatever is asked, the name is short and safe, and says the target', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.stringMatching(/^[a-z]{1,12}$/),
      (asked, target) => {
        const name = fileNameOf('map', { asked, target, edits: 2 });
        expect(name).toMatch(/^engram-map-[\p{L}\p{M}\p{N}-]+-2-edits$/u);
        expect(name).toContain(target);
        expect([...name].length).toBeLessThanOrEqual(120);
      },
    ),
  );
});
