/** The gallery says what the built-in model does now. Whoever changed one of the two: `npm run gallery`. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../src/keeping/link';
import { FINDING_GROUPS, fragmentOfFinding, gallerySchema } from '../src/keeping/gallery';
import { GALLERY_FILE, measureGallery, RECIPES } from './gallery';

/** Another processor may round a last digit the other way. */
const CLOSE = 1e-3;

const kept = gallerySchema.parse(JSON.parse(readFileSync(GALLERY_FILE, 'utf8')));

describe('the gallery', () => {
  it('has at least ten findings in its three groups, each with a name of its own', () => {
    expect(kept.findings.length).toBeGreaterThanOrEqual(10);
    expect(new Set(kept.findings.map(({ id }) => id)).size).toBe(kept.findings.length);
    expect(new Set(kept.findings.map(({ group }) => group))).toEqual(new Set(FINDING_GROUPS));
  });

  it('takes every number of its texts from the measurement', () => {
    for (const [i, { id, text, measured }] of kept.findings.entries()) {
      const recipe = RECIPES[i]!;
      expect([recipe.id, recipe.text(measured)]).toEqual([id, text]);
      // With other numbers it is another text, and none of the old ones is left in it.
      const other = Object.fromEntries(Object.keys(measured).map((name) => [name, NaN]));
      const digits = recipe
        .text(other)
        .join(' ')
        .replace(/NaN/g, '')
        .match(/\d+(\.\d+)?/g);
      expect([id, digits]).toEqual([id, null]);
    }
  });

  it('has links that open', () => {
    for (const finding of kept.findings) {
      const link = decodeLink(fragmentOfFinding(kept, finding));
      expect(link).toMatchObject({ ok: true, state: { prompt: finding.state.prompt, edits: finding.state.edits } });
    }
  });
});

describe('measured anew', async () => {
  const now = await measureGallery();

  it('is of the very model that comes with the page', () => {
    expect(kept.model).toBe(now.model);
  });

  it.each(now.findings)('finds the same: $id', (found) => {
    const before = kept.findings.find(({ id }) => id === found.id)!;
    expect(before.state).toEqual(found.state);
    expect(Object.keys(before.measured)).toEqual(Object.keys(found.measured));
    for (const [name, value] of Object.entries(found.measured)) {
      const was = before.measured[name];
      if (typeof value === 'number')
        expect(Math.abs(Number(was) - value), name).toBeLessThanOrEqual(CLOSE * Math.abs(value) + 1e-5);
      else expect(was, name).toBe(value);
    }
  });
});
