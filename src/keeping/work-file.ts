/** A piece of work as a file, for what is too long for a link: the same state, as JSON that people can read. */
import { z } from 'zod';
import { EngramError } from '../errors';
import type { State } from '../state/store';
import { linkOf, namedModel } from './link-of-state';
import { linkStateSchema, type LinkState } from './link-state';

const FORMAT = 'engram-work';
const VERSION = 1;

const fileSchema = z.object({ format: z.literal(FORMAT), version: z.int(), state: z.unknown() });

/** @throws Error where no model is there that it could name, or a prompt is longer than any that is read. */
export function workFile(state: State): string {
  const model = namedModel(state);
  if (!model) throw new Error('There is no model yet that a file could name.');
  const work = linkStateSchema.safeParse(linkOf(state, model));
  if (!work.success) {
    const [issue] = work.error.issues;
    throw new EngramError(
      'link',
      `This work cannot be written down${issue ? ` (${issue.path.join('.')}: ${issue.message})` : ''}. Shorten what is too long, then try again.`,
    );
  }
  return `${JSON.stringify({ format: FORMAT, version: VERSION, state: work.data }, null, 2)}\n`;
}

/**
 * null where the text is something else.
 * @throws EngramError('link') where it is a file of work that cannot be read, saying why.
 */
export function readWorkFile(text: string): LinkState | null {
  const file = fileSchema.safeParse(jsonOf(text));
  if (!file.success) return null;
  const { version, state } = file.data;
  if (version > VERSION)
    throw new EngramError(
      'link',
      `This file was written by a newer Engram (version ${version} of files; this page reads ${VERSION}). Reload the page, then open it again.`,
    );
  const work = linkStateSchema.safeParse(state);
  if (work.success) return work.data;
  const [issue] = work.error.issues;
  throw new EngramError(
    'link',
    `This file of work does not hold what Engram wrote${issue ? ` (${issue.path.join('.')}: ${issue.message})` : ''}. Your own work is untouched.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
