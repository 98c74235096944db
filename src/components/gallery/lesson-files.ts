/** Lessons in from files, and out as one. */
import { messageOf } from '../../errors';
import { LONGEST_LESSON, looksLikeLesson, readLesson, writeLesson } from '../../keeping/lessons/lesson-file';
import { openLesson } from '../../keeping/lessons/walk';
import type { LinkHelp } from '../../keeping/link-model';
import type { Lesson } from '../../state/lesson';
import type { AppStore } from '../../state/store';
import { bytes } from '../../figures/format';
import { saveFile } from '../save-file';

type NamedBlob = Blob & { readonly name: string };

export const LESSON_FILES = '.md,.markdown,.txt';

/** Bytes: a character takes four at most. */
const MOST_BYTES = 4 * LONGEST_LESSON;
const MARKDOWN = /\.(md|markdown)$/i;

/** Whether a file is a lesson rather than a list of prompts: it has a step, or is Markdown without any gap to fill. */
export async function isLessonFile(file: NamedBlob): Promise<boolean> {
  const isMarkdown = MARKDOWN.test(file.name);
  if (!isMarkdown && !/\.txt$/i.test(file.name)) return false;
  if (file.size > MOST_BYTES) return isMarkdown;
  const text = await file.text();
  return looksLikeLesson(text) || (isMarkdown && !text.includes('[MASK]'));
}

/** @throws EngramError('link') that names the file and what is wrong with it. */
export async function lessonOfFile(file: NamedBlob): Promise<Lesson> {
  if (file.size > MOST_BYTES)
    throw new Error(
      `${file.name} is too large for a lesson: it has ${bytes(file.size)}, and ${bytes(MOST_BYTES)} are the most.`,
    );
  return readLesson(await file.text());
}

/** Begins the lesson of a file; one that cannot be opened changes nothing and says why. */
export async function openLessonFile(store: AppStore, help: LinkHelp, file: NamedBlob): Promise<boolean> {
  try {
    const lesson = await lessonOfFile(file);
    store.getState().setGalleryOpen(null);
    void openLesson({ store, help }, lesson);
    return true;
  } catch (error) {
    store.getState().notify({
      tone: 'problem',
      cause: 'lesson',
      text: `${file.name}: ${messageOf(error)} Your own work is untouched.`,
    });
    return false;
  }
}

export function saveLesson(lesson: Lesson): void {
  const name = lesson.title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const text = writeLesson(lesson, pageAddress());
  saveFile(`${name || 'lesson'}.md`, new Blob([text], { type: 'text/markdown' }));
}

/** Where the links of a lesson lead. */
export function pageAddress(): string {
  return location.origin + location.pathname;
}
