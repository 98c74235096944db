/** What an address says: a piece of work and where one stands in it, as plain data that is checked when it comes in. */
import { z } from 'zod';
import { MOST_WORDINGS } from '../experiments/protocol';
import type { ListedPrompt } from '../experiments/prompt-list';
import { isCommit, parseHubAddress } from '../hub/address';
import { editsSchema, type EditsDocument, type NeuronRef } from '../knowledge/edits/edits';
import type { Thresholds } from '../knowledge/measures/refined-set';
import type { BesideChoice } from '../state/beside';
import { ROOMS, type Room } from '../state/view';
import { RANKINGS, type RankBy, type WordedFact } from '../state/wordings';
import type { Token } from '../worker/api';
import { besideLinkSchema } from './beside-kept';

/** Long work that the page of whoever opens an address does over, where its sender had it done. */
export const REDONE = ['evidence', 'otherEvidence', 'relationEvidence', 'elsewhere', 'attention'] as const;
export type Redone = (typeof REDONE)[number];

/** Where one stands in a list of prompts, and the list itself where it is short. */
export interface LinkedList {
  readonly name: string;
  readonly length: number;
  readonly at: number | null;
  readonly prompts?: readonly ListedPrompt[];
}

/** Pieces that may be left out are then as the page begins. */
export interface LinkState {
  readonly modelId: string;
  /** First 16 hex digits of the SHA-256 over the model's weights. */
  readonly modelHash: string;
  /** Of the room that is open. */
  readonly prompt: string;
  /** The target token as in the vocabulary; '' where none is chosen. */
  readonly target: string;
  /** Its id there; links of earlier versions have none. */
  readonly targetId?: number;
  readonly edits: EditsDocument;
  readonly view: {
    readonly colour: 'attribution' | 'activation' | 'change';
    /** The neuron to inspect. */
    readonly selected?: NeuronRef;
    /** Those that are selected with it. */
    readonly with?: readonly NeuronRef[];
    /** A layer shown alone. */
    readonly focus?: number;
    /** Whose attribution the map shows, where it is not the model's as it was trained. */
    readonly attributionOf?: 'edited';
    /** The attention head that is looked at, as layer * H + head, and the token whose arcs alone are shown. */
    readonly head?: number;
    readonly arcsOf?: number;
    /** Where new gains apply, where that is not at the gap. */
    readonly editPlace?: 'all';
  };
  readonly room?: Exclude<Room, 'explore'>;
  readonly fact?: WordedFact;
  /** The fact beside it. */
  readonly other?: WordedFact;
  readonly ranking?: {
    readonly thresholds?: Thresholds;
    readonly activationThresholds?: Thresholds;
    readonly by?: Exclude<RankBy, 'attribution'>;
  };
  readonly teaching?: {
    readonly to?: Token;
    readonly lambdas?: { readonly lambda1: number; readonly lambda2: number };
    readonly filtering?: false;
  };
  readonly relation?: { readonly id: string; readonly sparing?: false; readonly count?: number };
  readonly list?: LinkedList;
  /** What stands beside the question. */
  readonly beside?: BesideChoice;
  readonly found?: readonly Redone[];
}

/** Letters, digits and what stands between them in names of folders; no slashes, nothing invisible. */
const FOLDER = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .,()+-]{0,99}$/u;
/** Neurons that are selected together, and prompts of a list, that a link can carry. */
export const MOST_SELECTED = 200;
export const MOST_LISTED = 200;

const size = z.int().min(0).max(1_000_000);
const share = z.number().min(0).max(1);
const text = (most: number) => z.string().max(most);
const ref = z.strictObject({ layer: size, neuron: size });
const token = z.strictObject({ id: size, token: text(200).min(1) });
const thresholds = z.strictObject({ t: share, s: share });
const lambda = z.number().min(-1000).max(1000);
export const factSchema = z.strictObject({
  relation: text(40).min(1).nullable(),
  subject: text(400),
  target: token,
  paraphrases: z.array(text(20_000)).max(MOST_WORDINGS).readonly(),
});

export const linkStateSchema: z.ZodType<LinkState> = z.strictObject({
  modelId: z.string().refine(isModelId, 'expected the name of a model'),
  modelHash: z.string().regex(/^[0-9a-f]{16}$/),
  prompt: text(20_000),
  target: text(200),
  targetId: size.optional(),
  edits: editsSchema,
  view: z.strictObject({
    colour: z.enum(['attribution', 'activation', 'change']),
    selected: ref.optional(),
    with: z.array(ref).max(MOST_SELECTED).optional(),
    focus: size.optional(),
    attributionOf: z.literal('edited').optional(),
    head: size.optional(),
    arcsOf: size.optional(),
    editPlace: z.literal('all').optional(),
  }),
  room: z.enum(ROOMS).exclude(['explore']).optional(),
  fact: factSchema.optional(),
  other: factSchema.optional(),
  ranking: z
    .strictObject({
      thresholds: thresholds.optional(),
      activationThresholds: thresholds.optional(),
      by: z.enum(RANKINGS).exclude(['attribution']).optional(),
    })
    .optional(),
  teaching: z
    .strictObject({
      to: token.optional(),
      lambdas: z.strictObject({ lambda1: lambda, lambda2: lambda }).optional(),
      filtering: z.literal(false).optional(),
    })
    .optional(),
  relation: z
    .strictObject({ id: text(40).min(1), sparing: z.literal(false).optional(), count: size.optional() })
    .optional(),
  list: z
    .strictObject({
      name: text(400),
      length: size,
      at: size.nullable(),
      prompts: z
        .array(z.strictObject({ prompt: text(20_000), target: text(200).nullable() }))
        .max(MOST_LISTED)
        .optional(),
    })
    .optional(),
  beside: besideLinkSchema.optional(),
  found: z.array(z.enum(REDONE)).max(REDONE.length).optional(),
});

/**
 * A model of the Hub pinned to a commit, or a plain name: of the built-in model, or of a folder on its sender's disk.
 * Anything that could lead elsewhere (paths, addresses, a branch that moves on) is no model.
 */
function isModelId(id: string): boolean {
  if (id.includes('@')) return isCommit(parseHubAddress(id)?.revision ?? '') && !/[:?#\s]/.test(id);
  return FOLDER.test(id);
}
