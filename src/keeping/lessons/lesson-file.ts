/**
 * A lesson as a Markdown file, which any editor writes and any viewer shows:
 *
 *   # Title
 *   What stands before the first step.
 *   [Title of a step](https://…/#e…)
 *   What the step says.
 *
 * A link to Engram on a line of its own begins a step, also as an item of a list or as a heading. Of the address the
 * fragment alone counts, so that a lesson opens on whatever host the page is.
 */
import { EngramError } from '../../errors';
import type { Lesson, LessonStep } from '../../state/lesson';
import { checkedLesson, tidyLesson } from './checked-lesson';

/** Characters. */
export const LONGEST_LESSON = 1_000_000;

/** [what stands before, backslashes, the title, the target]. A line of a text that looks like this gets one backslash more. */
const LINK_LINE = /^( {0,3}(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,3}[.)][ \t]+)?)(\\*)\[((?:\\.|[^\\\]])*)\]\((.*)\)[ \t]*$/;
const HEADING = /^#[ \t]+(.*)$/;

interface StepLine {
  readonly before: string;
  readonly backslashes: string;
  readonly title: string;
  readonly fragment: string;
}

/** Null where the line is text. */
function stepLine(line: string): StepLine | null {
  const [, before = '', backslashes = '', title = '', target = ''] = LINK_LINE.exec(line) ?? [];
  const address = target.replace(/^<(.*)>$/, '$1');
  const at = address.search(/#e\d{1,6}(?:=|%3D)/i);
  if (at < 0 || /\s/.test(address)) return null;
  return { before, backslashes, title: unescaped(title), fragment: address.slice(at) };
}

/** Whether a text has a step, and so is a lesson rather than anything else. */
export function looksLikeLesson(text: string): boolean {
  return text.split(/\r\n?|\n/).some((line) => stepLine(line)?.backslashes === '');
}

/** @param address of the page, without a fragment: where the links lead. */
export function writeLesson(lesson: Lesson, address: string): string {
  const { title, intro, steps } = tidyLesson(lesson);
  const parts = [
    `# ${escaped(title)}`,
    asText(intro),
    ...steps.flatMap((step) => [`[${escaped(step.title)}](${address}${step.fragment})`, asText(step.text)]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const escaped = (title: string) => title.replace(/[\\[\]]/g, '\\$&');
const unescaped = (title: string) => title.replace(/\\([\\[\]])/g, '$1');

/** Lines that would be read as steps are told from them by a backslash. */
function asText(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const found = stepLine(line);
      return found ? `${found.before}\\${line.slice(found.before.length)}` : line;
    })
    .join('\n');
}

/** @throws EngramError('link') that says what is wrong, and where. */
export function readLesson(file: string): Lesson {
  if (file.length > LONGEST_LESSON)
    throw new EngramError(
      'link',
      `This file is too large for a lesson: it has ${file.length} characters, and a lesson may have ${LONGEST_LESSON}.`,
    );
  const lines = file
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const [, heading] = HEADING.exec(lines[first] ?? '') ?? [];
  const isTitle = heading !== undefined && stepLine(lines[first]!) === null;
  const intro: string[] = [];
  const steps: (Omit<LessonStep, 'text'> & { readonly lines: string[] })[] = [];
  for (const line of isTitle ? lines.slice(first + 1) : lines) {
    const found = stepLine(line);
    if (found?.backslashes === '') steps.push({ title: found.title, fragment: found.fragment, lines: [] });
    else (steps.at(-1)?.lines ?? intro).push(found ? `${found.before}${line.slice(found.before.length + 1)}` : line);
  }
  return checkedLesson({
    title: isTitle ? unescaped(heading) : '',
    intro: intro.join('\n'),
    steps: steps.map(({ title, fragment, lines: own }) => ({ title, fragment, text: own.join('\n') })),
  });
}
