/** What the rooms of the workbench keep across reloads, as it has to look when it comes back in. */
import { z } from 'zod';
import { editsSchema } from '../knowledge/edits/edits';
import { CONTROL_KINDS } from '../experiments/controls';
import { ERASURE_VERDICTS } from '../experiments/erasure-verdict';
import { MOST_WORDINGS } from '../experiments/protocol';
import { VERDICT_KINDS } from '../experiments/verdict';
import { RANKINGS } from '../state/wordings';

const whole = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
export const tokenSchema = z.object({ id: whole, token: z.string().min(1) });
const prediction = tokenSchema.extend({ probability: z.number() });
const neuron = z.object({ layer: whole, neuron: whole });
const ranking = z.object({
  neurons: z.array(neuron.extend({ score: z.number() })),
  largest: z.number(),
  completeFrom: z.number(),
});

const firingPrompt = z.object({ prompt: z.string(), activation: z.number() });

const score = z.object({ perplexity: z.number(), accuracy: z.number(), probability: z.number() });
const change = z.object({
  after: score,
  answersChanged: z.number(),
  probability: z.number(),
  logOdds: z.number(),
  watched: z.object({ first: z.number(), probability: z.number(), logOdds: z.number() }).nullable(),
});
const kind = z.enum(CONTROL_KINDS);
const measured = z.object({
  hash: z.string(),
  edits: editsSchema,
  neurons: z.array(neuron),
  controls: z.object({ draws: whole, seed: whole }),
  beside: z.array(z.object({ kind, draws: whole, neurons: whole, written: z.number().nullable() })),
  groups: z.array(
    z.object({
      name: z.string(),
      prompts: whole,
      // Results of earlier versions have none.
      examples: z.array(z.object({ prompt: z.string(), before: tokenSchema, after: tokenSchema })).default([]),
      before: score,
      edit: change,
      controls: z.array(z.object({ kind, changes: z.array(change) })),
    }),
  ),
});

const ranked = prediction.extend({ logProbability: z.number(), rank: whole });
const reading = z.object({ top: prediction, target: ranked, watched: z.array(ranked) });
const beforeAfter = z.object({ before: z.number(), after: z.number() }).nullable();
const measuredUpdate = measured.extend({
  relation: z.string().nullable(),
  subject: z.string(),
  from: tokenSchema,
  to: tokenSchema.nullable(),
  set: z.array(neuron.extend({ share, isSpared: z.boolean() })),
  skipped: z.enum(['noNeurons', 'allSpared']).nullable(),
  answers: z.object({ paraphrases: whole, changed: whole, succeeded: whole, unmoved: whole }),
  scores: z
    .object({
      efficacy: share,
      generalisation: share.nullable(),
      specificity: share.nullable(),
      harmonicMean: share.nullable(),
    })
    .nullable(),
  perplexity: z.object({ inner: beforeAfter, outer: beforeAfter }),
  verdict: z.object({ kind: z.enum(VERDICT_KINDS), text: z.string() }),
  paraphrases: z.array(z.object({ prompt: z.string(), chose: z.boolean(), before: reading, after: reading })),
});
const asking = z.object({ facts: whole, wordings: whole });
const measuredErasure = measured.extend({
  relation: z.string(),
  foundOn: asking.extend({ elsewhere: asking.nullable() }),
  measuredOn: asking.extend({ seenFacts: whole }),
  otherRelation: z.string().nullable(),
  verdict: z.object({ kind: z.enum(ERASURE_VERDICTS), text: z.string() }).nullable(),
});

const evidence = z.array(
  z.object({
    prompt: z.string(),
    target: prediction,
    attribution: ranking,
    activation: ranking,
    push: ranking,
    residual: z.number(),
    converged: z.boolean(),
  }),
);

const fact = z
  .object({
    relation: z.string().nullable(),
    subject: z.string(),
    target: tokenSchema,
    paraphrases: z.array(z.string().max(20_000)).max(MOST_WORDINGS),
  })
  .nullable();

/** The visitor's own work on facts. */
export const FACT_PIECES = {
  fact,
  other: fact,
  thresholds: z.object({ t: share, s: share }),
  activationThresholds: z.object({ t: share, s: share }),
  rankBy: z.enum(RANKINGS),
  relation: z.string().nullable(),
  sparing: z.boolean(),
  eraseCount: whole,
  teachTo: tokenSchema.nullable(),
  filtering: z.boolean(),
  lambdas: z.object({ lambda1: z.number(), lambda2: z.number() }),
};

/** An answer with what it is about. */
export function answer<About extends z.ZodRawShape, Value extends z.ZodType>(about: About, value: Value) {
  return z.object({ about: z.object({ model: z.string(), ...about }), value }).nullable();
}

/** Results of long work; each names the model that they were found in. */
export const RESULT_PIECES = {
  evidence: answer({}, evidence),
  otherEvidence: answer({}, evidence),
  relationEvidence: answer(
    { relation: z.string() },
    z.object({
      hash: z.string(),
      relation: z.string(),
      wordings: whole,
      facts: z.array(z.object({ subject: z.string(), rankings: z.array(ranking) })),
    }),
  ),
  elsewhere: answer(
    {},
    z.object({
      hash: z.string(),
      asked: asking,
      relations: z.array(z.object({ relation: z.string(), rankings: z.array(ranking) })),
    }),
  ),
  firings: answer(
    {},
    z.object({
      prompts: whole,
      neurons: z.array(neuron.extend({ most: z.array(firingPrompt), least: z.array(firingPrompt), mean: z.number() })),
    }),
  ),
  attention: answer(
    { prompt: z.string(), target: whole, edits: editsSchema },
    z.object({
      tokens: z.array(tokenSchema),
      layers: whole,
      heads: whole,
      scores: z.array(z.number()),
      residual: z.number(),
    }),
  ),
  effect: answer({ edits: editsSchema }, measuredUpdate),
  erasure: answer({ edits: editsSchema }, measuredErasure),
};
