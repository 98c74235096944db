/** What is kept of a list of prompts across reloads, as it has to look when it comes back in. */
import { z } from 'zod';
import { editsSchema } from '../../knowledge/edits/edits';
import { answer, tokenSchema } from '../kept';
import { MOST_PROMPTS } from './read';

const whole = z.number().int().nonnegative();
const prediction = tokenSchema.extend({ probability: z.number() });

const result = z.union([
  z.object({
    target: prediction,
    rank: whole,
    top: prediction,
    evidence: z
      .object({
        neurons: z.array(z.object({ layer: whole, neuron: whole, score: z.number() })),
        residual: z.number(),
        converged: z.boolean(),
      })
      .nullable(),
  }),
  z.object({ problem: z.string() }),
]);

export const PROMPT_PIECES = {
  promptList: z
    .object({
      name: z.string(),
      prompts: z.array(z.object({ prompt: z.string(), target: z.string().nullable() })).max(MOST_PROMPTS),
      wrong: z.array(z.object({ file: z.string(), line: whole, reason: z.string() })),
      wrongCount: whole,
      left: whole,
    })
    .nullable(),
  promptAt: whole.nullable(),
  promptResults: answer({ edits: editsSchema }, z.array(result.nullable()).max(MOST_PROMPTS)),
};
