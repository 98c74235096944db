/** What stands beside the visitor's question, as it has to look when it comes back in: from storage, or with a link. */
import { z } from 'zod';
import { editsSchema } from '../knowledge/edits/edits';
import { BESIDE_AT_FIRST, type BesideChoice } from '../state/beside';
import { questionSchema } from './history-kept';

const LONGEST_NAME = 200;
const name = z.string().min(1).max(LONGEST_NAME);

const besideModelSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('builtin') }),
  z.object({ kind: z.literal('hub'), id: name, revision: name.exactOptional() }),
  z.object({ kind: z.literal('files'), name }),
]);

const parts = {
  prompt: questionSchema.shape.prompt.nullable(),
  target: questionSchema.shape.target,
  edits: z.union([z.enum(['same', 'trained']), editsSchema]),
  model: besideModelSchema.nullable(),
};

/** A part that is left out is as it stands there at first. */
export const besideSchema = z.object({
  prompt: parts.prompt.default(BESIDE_AT_FIRST.prompt),
  target: parts.target.default(BESIDE_AT_FIRST.target),
  edits: parts.edits.default(BESIDE_AT_FIRST.edits),
  model: parts.model.default(BESIDE_AT_FIRST.model),
}) satisfies z.ZodType<BesideChoice>;

/** The same in a link, whole. */
export const besideLinkSchema = z.strictObject(parts) satisfies z.ZodType<BesideChoice>;
