/**
 * Ready findings: each a state of the page with two sentences about it, whose numbers were measured on the built-in model.
 * scripts/gallery.ts writes models/gallery.json; a test holds it to what the model says now. The link is made when it is
 * opened, so that its form may change without the file.
 */
import { z } from 'zod';
import { editsSchema } from '../knowledge/edits/edits';
import { COLOURS, ROOMS } from '../state/view';
import { encodeLink } from './link';
import { factSchema } from './link-state';

/** What the paper claims, what its critics say, and what is there to wonder at. */
export const FINDING_GROUPS = ['claims', 'critics', 'fun'] as const;
export type FindingGroup = (typeof FINDING_GROUPS)[number];

const whole = z.int().min(0);
const findingSchema = z.object({
  id: z.string(),
  group: z.enum(FINDING_GROUPS),
  title: z.string(),
  /** What is seen, and what follows or does not. */
  text: z.tuple([z.string(), z.string()]),
  state: z.object({
    prompt: z.string(),
    /** A word; '' for whatever the unedited model says first. */
    target: z.string(),
    edits: editsSchema,
    view: z.object({
      colour: z.enum(COLOURS),
      selected: z.object({ layer: whole, neuron: whole }).optional(),
    }),
    /** Where it is best seen, and which fact or relation is open there. */
    room: z.enum(ROOMS).exclude(['explore']).optional(),
    fact: factSchema.optional(),
    relation: z.string().optional(),
  }),
  /**
   * Every number and word of the text, by name. Of all: `before` and `after`, the target's probability without the edits and
   * with them, and `first` and `firstAfter`, the answers.
   */
  measured: z.record(z.string(), z.union([z.number(), z.string()])),
});

export const gallerySchema = z.object({
  /** Hash of the model. */
  model: z.string(),
  findings: z.array(findingSchema),
});

export type Finding = z.infer<typeof findingSchema>;
export type Gallery = z.infer<typeof gallerySchema>;

/** The fragment of the finding's link, "#" included. */
export function fragmentOfFinding({ model }: Pick<Gallery, 'model'>, { state }: Finding): string {
  const { relation, ...others } = state;
  return encodeLink({
    modelId: 'builtin',
    modelHash: model,
    ...others,
    ...(relation === undefined ? {} : { relation: { id: relation } }),
  });
}
