/** A question, a room's own, and a step of the history, as they have to look when they come back in. */
import { z } from 'zod';
import { editsSchema } from '../knowledge/edits/edits';
import { LONGEST_HISTORY } from '../state/edits';
import { tokenSchema } from './kept';

export const questionSchema = z.object({ prompt: z.string().max(20_000), target: tokenSchema.nullable() });

/** Of a room that is not open; a selection is not kept over a reload, as that of the open room is not. */
export const subjectSchema = questionSchema.transform((question) => ({ ...question, selected: [] }));

const stepSchema = z.object({ edits: editsSchema, question: questionSchema.optional() });

export const stepsSchema = z.array(stepSchema).max(LONGEST_HISTORY);
