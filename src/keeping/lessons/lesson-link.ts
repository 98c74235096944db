/** A lesson as a link: `#l1=` and the packed lesson, as a JSON array [title, intro, ...[title, fragment, text]]. */
import { strToU8 } from 'fflate';
import { z } from 'zod';
import { EngramError, messageOf } from '../../errors';
import type { Lesson } from '../../state/lesson';
import { pack, unpack } from '../packed-text';
import { checkedLesson, lessonSchema } from './checked-lesson';

const VERSION = 1;
export type DecodedLesson =
  | { readonly ok: true; readonly lesson: Lesson }
  | { readonly ok: false; /** For the visitor. */ readonly message: string };

const wireSchema = z.tuple([z.string(), z.string()], z.tuple([z.string(), z.string(), z.string()]));

/**
 * The fragment, "#" included.
 * @throws EngramError('link') where a step cannot be opened, or the lesson is too large.
 */
export function encodeLesson(lesson: Lesson): string {
  const { title, intro, steps } = checkedLesson(lesson);
  const wire = [title, intro, ...steps.map((step) => [step.title, step.fragment, step.text])];
  const json = strToU8(JSON.stringify(wire));
  const packed = pack(json);
  const fragment = `#l${VERSION}=${packed ?? ''}`;
  if (packed === null || !decodeLesson(fragment)?.ok)
    throw new EngramError('link', 'This lesson is too large for a link. Save it as a file instead.');
  return fragment;
}

/** Reads a fragment (location.hash, with or without "#"); null where it is no lesson. Never throws. */
export function decodeLesson(fragment: string): DecodedLesson | null {
  const match = /^#?l(\d{1,6})(?:=|%3D)(.*)$/is.exec(fragment);
  if (!match) return null;
  if (Number(match[1]) !== VERSION)
    return failed(
      'This lesson was made by a newer Engram. Reload the page to get the newest version, then open the link again.',
    );
  const unpacked = unpack(match[2] ?? '');
  if (!unpacked.ok)
    return failed(
      unpacked.reason === 'truncated'
        ? 'This link to a lesson is cut short. Copy it again as a whole, or ask for the lesson as a file; chat and mail programs sometimes break long links.'
        : 'This link to a lesson is damaged: what it holds does not add up. Copy it again as a whole, or ask for the lesson as a file.',
    );
  return read(unpacked.bytes);
}

function read(json: Uint8Array): DecodedLesson {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    const [title, intro, ...steps] = wireSchema.parse(value);
    const lesson = lessonSchema.parse({
      title,
      intro,
      steps: steps.map(([own, fragment, text]) => ({ title: own, fragment, text })),
    });
    return { ok: true, lesson: checkedLesson(lesson) };
  } catch (error) {
    return failed(
      error instanceof EngramError
        ? messageOf(error)
        : 'This link does not describe a lesson that Engram knows. Your own work is untouched.',
    );
  }
}

function failed(message: string): DecodedLesson {
  return { ok: false, message };
}
