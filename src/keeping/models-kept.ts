/** What is kept of models across reloads: which one was in use, and the work of the others. */
import { z } from 'zod';
import { editsSchema } from '../knowledge/edits/edits';
import { stepsSchema } from './history-kept';
import { FACT_PIECES } from './kept';

export const modelNameSchema = z.object({ hash: z.string(), name: z.string() });

export const MODEL_PIECES = {
  modelSource: z.union([
    z.object({ kind: z.literal('builtin') }),
    z.object({ kind: z.literal('hub'), id: z.string(), revision: z.string() }),
  ]),
  aside: z.array(
    modelNameSchema.extend({
      edits: editsSchema,
      editsOn: z.boolean(),
      past: stepsSchema,
      future: stepsSchema,
      fact: FACT_PIECES.fact,
      teachTo: FACT_PIECES.teachTo,
    }),
  ),
};
