/** A lesson as a link and back; and what is no lesson, or none any more. */
import { strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLesson, fragmentOf } from '../../fixtures/lessons';
import { pack } from '../packed-text';
import { decodeLesson, encodeLesson } from './lesson-link';

const packed = (value: unknown) => `#l1=${pack(strToU8(JSON.stringify(value)))}`;
const ONE = fragmentOf('One [MASK].');

describe('a lesson as a link', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(anyLesson, (lesson) => {
        const fragment = encodeLesson(lesson);
        expect(decodeLesson(fragment)).toEqual({ ok: true, lesson });
        expect(decodeLesson(`${fragment.slice(1).replace('=', '%3D')}.)`)).toEqual({ ok: true, lesson });
      }),
    );
  });

  it('is not much longer than its steps', () => {
    const steps = Array.from({ length: 10 }, (_, i) => ({
      title: `Step ${i}`,
      fragment: fragmentOf(`Prompt number ${i} about [MASK].`),
      text: '',
    }));
    const sum = steps.reduce((length, { fragment }) => length + fragment.length, 0);
    expect(encodeLesson({ title: 'Ten', intro: '', steps }).length).toBeLessThan(1.2 * sum);
  });

  it('that was cut or changed on its way explains itself, and never throws', () => {
    fc.assert(
      fc.property(anyLesson, fc.nat(), fc.constantFrom('cut', 'changed'), (lesson, place, how) => {
        const whole = encodeLesson(lesson);
        const at = 4 + (place % (whole.length - 4));
        const other = whole[at] === 'A' ? 'B' : 'A';
        const broken = how === 'cut' ? whole.slice(0, at) : whole.slice(0, at) + other + whole.slice(at + 1);
        const decoded = decodeLesson(broken);
        // The last character may hold bits that nobody reads.
        if (decoded?.ok) expect(decoded.lesson).toEqual(lesson);
        else expect(decoded?.message).toMatch(/cut short|damaged/);
      }),
    );
  });

  it.each([
    [packed(['T', '', ['S', '#e1=AAAA', '']]), 'Step 1 of this lesson, “S”, cannot be opened.'],
    [packed(['T', '', ['S', 'javascript:alert(1)', '']]), 'does not describe a lesson'],
    [packed(['T', '']), 'no step'],
    [packed(['T', '', ...Array.from({ length: 101 }, () => ['S', ONE, ''])]), 'does not describe a lesson'],
    [packed({ title: 'T' }), 'does not describe a lesson'],
    ['#l1=', 'cut short'],
    ['#l1=%%%', 'damaged'],
    ['#l1=a%b', 'damaged'],
    ['#l2=AAAA', 'newer Engram'],
    [`#l1=${'A'.repeat(70_000)}`, 'damaged'],
  ])('is refused: %.60s', (fragment, words) => {
    const decoded = decodeLesson(fragment);
    expect(decoded?.ok).toBe(false);
    expect(decoded?.ok === false && decoded.message).toContain(words);
  });

  it.each(['', '#fact', '#e1=AAAA', '#lesson', '#l=AAAA'])('is not seen in %s', (fragment) => {
    expect(decodeLesson(fragment)).toBeNull();
  });

  it('is refused before it is made, where it is too large or a step cannot be opened', () => {
    const noise = fc.sample(fc.string({ unit: 'grapheme', minLength: 15_000, maxLength: 15_000 }), {
      seed: 1,
      numRuns: 10,
    });
    const steps = noise.map((text) => ({ title: 'S', fragment: ONE, text: text.slice(0, 19_000) }));
    expect(() => encodeLesson({ title: 'T', intro: '', steps })).toThrow('Save it as a file');
    expect(() => encodeLesson({ title: 'T', intro: '', steps: [] })).toThrow('no step');
  });
});
