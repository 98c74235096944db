/** What a lesson has to be like, wherever it comes from: bounds, one form of its texts, and links that can be read. */
import { z } from 'zod';
import { EngramError } from '../../errors';
import type { Lesson } from '../../state/lesson';
import { decodeLink } from '../link';

export const MOST_STEPS = 100;
/** Characters of a title and of a text. */
export const LONGEST_TITLE = 200;
export const LONGEST_TEXT = 20_000;

const title = z.string().max(LONGEST_TITLE);
const words = z.string().max(LONGEST_TEXT);
const step = z.strictObject({ title, fragment: z.string().regex(/^#e\d/).max(65_536), text: words });

/** As it is kept; one that is being made may have no step yet. */
export const lessonSchema: z.ZodType<Lesson> = z.strictObject({
  title,
  intro: words,
  steps: z.array(step).max(MOST_STEPS),
});

/** Its texts in the form that a file brings back as it is: titles of one line, none of them empty; no empty lines around a text. */
export function tidyLesson(lesson: Lesson): Lesson {
  return {
    title: oneLine(lesson.title) || 'Lesson',
    intro: tidyText(lesson.intro),
    steps: lesson.steps.map((own, i) => ({
      title: oneLine(own.title) || `Step ${i + 1}`,
      fragment: own.fragment,
      text: tidyText(own.text),
    })),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function tidyText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const isFull = (line: string) => line.trim() !== '';
  const first = lines.findIndex(isFull);
  return first < 0 ? '' : lines.slice(first, lines.findLastIndex(isFull) + 1).join('\n');
}

/**
 * The lesson in its one form, with steps that can be opened.
 * @throws EngramError('link') that says what is wrong, and of which step.
 */
export function checkedLesson(lesson: Lesson): Lesson {
  const tidy = tidyLesson(lesson);
  if (tidy.steps.length === 0)
    throw new EngramError(
      'link',
      'This lesson has no step. Expected at least one link to Engram on a line of its own, such as [First step](https://…/#e…).',
    );
  if (tidy.steps.length > MOST_STEPS)
    throw new EngramError('link', `This lesson has ${tidy.steps.length} steps; it may have ${MOST_STEPS}.`);
  const long = [tidy.intro, ...tidy.steps.map((own) => own.text)].findIndex(({ length }) => length > LONGEST_TEXT);
  if (long >= 0)
    throw new EngramError(
      'link',
      `The text of ${long === 0 ? 'the introduction' : `step ${long}`} is too long: at most ${LONGEST_TEXT} characters. Shorten it.`,
    );
  const titled = [tidy.title, ...tidy.steps.map((own) => own.title)].findIndex(({ length }) => length > LONGEST_TITLE);
  if (titled >= 0)
    throw new EngramError(
      'link',
      `The title of ${titled === 0 ? 'the lesson' : `step ${titled}`} is too long: at most ${LONGEST_TITLE} characters. Shorten it.`,
    );
  tidy.steps.forEach((own, i) => {
    const link = decodeLink(own.fragment);
    const problem = link === null ? 'This is no link of Engram’s.' : link.ok ? null : link.message;
    if (problem !== null)
      throw new EngramError('link', `Step ${i + 1} of this lesson, “${own.title}”, cannot be opened. ${problem}`);
  });
  return tidy;
}
