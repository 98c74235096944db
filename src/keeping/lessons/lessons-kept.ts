/** What is kept of lessons across reloads: the one that is open, with the work before it, and the one that is being made. */
import { z } from 'zod';
import { EMPTY_LESSON, type WorkBefore } from '../../state/lesson';
import type { State } from '../../state/store';
import { lessonSchema } from './checked-lesson';

export const LESSON_NAMES = ['lesson', 'lessonDraft'] as const;

const openSchema = z.object({
  lesson: lessonSchema,
  at: z.int().min(0),
  before: z.record(z.string(), z.unknown()),
});

type Kept = Readonly<Record<string, unknown>>;

/** @param checkedWork the pieces of a visitor's work that fit their schemas. */
export function checkedLessons(kept: Kept, checkedWork: (work: Kept) => Partial<State>): Partial<State> {
  const open = openSchema.safeParse(kept.lesson);
  const draft = lessonSchema.safeParse(kept.lessonDraft);
  const isThere = open.success && open.data.at < open.data.lesson.steps.length;
  return {
    ...(isThere ? { lesson: { ...open.data, before: checkedWork(open.data.before) } } : {}),
    ...(draft.success ? { lessonDraft: draft.data } : {}),
  };
}

/** @param large names of what is left out first where all of it is too much for the budget, in characters. */
export function lessonsAsText(
  { lesson, lessonDraft }: Pick<State, (typeof LESSON_NAMES)[number]>,
  { budget, large }: { readonly budget: number; readonly large: readonly string[] },
): string {
  const textOf = (before: Kept) =>
    JSON.stringify({
      ...(lesson ? { lesson: { ...lesson, before: keepable(before) } } : {}),
      ...(lessonDraft === EMPTY_LESSON ? {} : { lessonDraft }),
    });
  const before: Kept = lesson?.before ?? {};
  const text = textOf(before);
  if (text.length <= budget) return text;
  const smaller = Object.fromEntries(Object.entries(before).filter(([name]) => !large.includes(name)));
  const shorter = textOf(smaller);
  return shorter.length <= budget ? shorter : textOf({ ...smaller, past: [], future: [] });
}

/** A visitor's own files cannot be kept; their work waits aside until they are opened again. */
function keepable(before: Kept): Kept {
  const { modelSource } = before as WorkBefore;
  return modelSource?.kind === 'files' ? { ...before, modelSource: { kind: 'builtin' } } : before;
}
