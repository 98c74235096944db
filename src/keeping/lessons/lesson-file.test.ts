/** A lesson as a file and back, by whatever editor it was written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLesson, fragmentOf } from '../../fixtures/lessons';
import { LONGEST_LESSON, looksLikeLesson, readLesson, writeLesson } from './lesson-file';

const PAGE = 'https://engram.example/page/';
const [ONE, TWO] = [fragmentOf('One [MASK].'), fragmentOf('Two [MASK].')];

describe('a lesson as a file', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(anyLesson, fc.constantFrom('\n', '\r\n'), (lesson, end) => {
        const file = writeLesson(lesson, PAGE).replaceAll('\n', end);
        expect(readLesson(file)).toEqual(lesson);
        expect(looksLikeLesson(file)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is Markdown that a person would write', () => {
    const lesson = {
      title: 'Capitals',
      intro: 'Two steps.',
      steps: [
        { title: 'See [MASK]', fragment: ONE, text: 'Look **here**.\n\nThen there.' },
        { title: 'Change it', fragment: TWO, text: '' },
      ],
    };
    expect(writeLesson(lesson, PAGE)).toBe(
      `# Capitals\n\nTwo steps.\n\n[See \\[MASK\\]](${PAGE}${ONE})\n\nLook **here**.\n\nThen there.\n\n[Change it](${PAGE}${TWO})\n`,
    );
  });

  it('may be written by hand: as a list, with headings, with links in angle brackets, from another host', () => {
    const file = [
      '\uFEFF',
      '# By hand  ',
      'Hello.',
      `1. [First](<http://localhost:5173/${ONE}>)`,
      '   Text of it, with [a link](https://example.org/#else).',
      `### [](${ONE})  `,
      `- [Third](https://engram.example/?a=b${TWO})`,
    ].join('\n');
    expect(readLesson(file)).toEqual({
      title: 'By hand',
      intro: 'Hello.',
      steps: [
        { title: 'First', fragment: ONE, text: '   Text of it, with [a link](https://example.org/#else).' },
        { title: 'Step 2', fragment: ONE, text: '' },
        { title: 'Third', fragment: TWO, text: '' },
      ],
    });
    expect(readLesson(`[Only](${ONE})`)).toMatchObject({ title: 'Lesson', intro: '' });
  });

  it.each([
    ['', 'no step'],
    ['# Title\n\nText alone.', 'no step'],
    [`See [this](${PAGE}${ONE}) in a sentence.`, 'no step'],
    [
      `# T\n[Good](${ONE})\n[Bad one](${PAGE}${TWO.slice(0, -9)})`,
      'Step 2 of this lesson, “Bad one”, cannot be opened.',
    ],
    [`[New](${PAGE}#e99=AAAA)`, 'Step 1 of this lesson, “New”, cannot be opened.'],
    [`${'x'.repeat(LONGEST_LESSON)}\n[A](${ONE})`, 'too large'],
    [`[A](${ONE})\n${'x'.repeat(20_001)}`, 'text of step 1 is too long'],
    [`# ${'x'.repeat(201)}\n[A](${ONE})`, 'title of the lesson is too long'],
    [`[A](${ONE})\n`.repeat(101), '101 steps'],
  ])('says what is wrong: %.40s', (file, words) => {
    expect(() => readLesson(file)).toThrow(words);
  });

  it('reads whatever it is given in no time, or says what is wrong', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        try {
          expect(readLesson(text).steps.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'link' });
        }
      }),
    );
    // Lines that make a careless pattern go back and forth.
    for (const part of ['[', '\\', '](', '#e1=', '[](#e1=', '- '])
      expect(() => readLesson(part.repeat(140_000))).toThrow('no step');
  });
});
