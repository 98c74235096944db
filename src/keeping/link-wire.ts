/**
 * How a link writes its state: JSON arrays instead of objects, so that little is left to compress. Numbers are written
 * in full (the shortest decimal that reads back as the same number).
 *
 *   [modelId, modelHash, prompt, target, neurons, values, view, more?]
 *   neurons, values                             edits: see edits-wire.ts
 *   view     [colour] or [colour, layer, neuron]   colour: 0 attribution, 1 activation, 2 change
 *   more     what is not as the page begins, by a letter: see MORE; links of version 1 have none
 */
import { z } from 'zod';
import type { NeuronRef } from '../knowledge/edits/edits';
import type { BesideChoice } from '../state/beside';
import type { Room } from '../state/view';
import type { WordedFact } from '../state/wordings';
import { editsFromWire, editsToWire, editsWire, editsWireSchema } from './edits-wire';
import { REDONE, type LinkState } from './link-state';

const colour = z.int().min(0).max(2);
const flag = z.literal(1);
const pair = z.tuple([z.number(), z.number()]);
const factWire = z.tuple([z.union([z.string(), z.literal(0)]), z.string(), z.number(), z.string()], z.string());

const MORE = z.strictObject({
  /** Id of the target. */
  t: z.number().optional(),
  /** Neurons selected beside the one in the view, flat. */
  m: z.array(z.number()).optional(),
  /** A layer alone. */
  l: z.number().optional(),
  /** The map shows the edited model's attribution. */
  a: flag.optional(),
  /** New gains apply at every token. */
  w: flag.optional(),
  /** The attention head, and the token whose arcs are shown. */
  g: z.number().optional(),
  j: z.number().optional(),
  /** The room, by its place in WIRE_ROOMS. */
  r: z.int().min(1).optional(),
  /** The fact and the one beside it: [relation or 0, subject, id, token, ...wordings]. */
  f: factWire.optional(),
  o: factWire.optional(),
  /** [t, s] by attribution, and by activation; whether neurons are ranked by activation. */
  h: pair.optional(),
  y: pair.optional(),
  k: flag.optional(),
  /** The answer to teach as [id, token]; [lambda1, lambda2]; whether neurons of other facts are not spared. */
  n: z.tuple([z.number(), z.string()]).optional(),
  u: pair.optional(),
  x: flag.optional(),
  /** The relation; whether its neurons go in the paper's order; how many. */
  p: z.string().optional(),
  b: flag.optional(),
  c: z.number().optional(),
  /** The list of prompts: [name, length, place or -1, prompts?], a prompt as text or as [text, target]. */
  i: z
    .tuple([z.string(), z.number(), z.number()])
    .or(
      z.tuple([z.string(), z.number(), z.number(), z.array(z.union([z.string(), z.tuple([z.string(), z.string()])]))]),
    )
    .optional(),
  /**
   * What stands beside: [prompt, target, edits, model], each 0 for the same as here. Edits: 1 for none, or [neurons,
   * values]. Model: 1 for the built-in one, [id, revision?] of the Hub, or the name of a folder.
   */
  e: z
    .tuple([
      z.union([z.string(), z.literal(0)]),
      z.union([z.tuple([z.number(), z.string()]), z.literal(0)]),
      z.union([z.literal(0), z.literal(1), editsWireSchema]),
      z.union([z.literal(0), z.literal(1), z.string(), z.tuple([z.string()]), z.tuple([z.string(), z.string()])]),
    ])
    .optional(),
  /** What its sender had found, as bits in the order of REDONE. */
  d: z
    .int()
    .min(0)
    .max(2 ** REDONE.length - 1)
    .optional(),
});
type More = z.infer<typeof MORE>;

const base = [
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  ...editsWire,
  z.union([z.tuple([colour]), z.tuple([colour, z.number(), z.number()])]),
] as const;

/** Of version 1. */
export const firstWireSchema = z.tuple(base);
export const wireSchema = z.union([z.tuple([...base, MORE]), firstWireSchema]);
export type LinkWire = z.infer<typeof wireSchema>;

const COLOURS = ['attribution', 'activation', 'change'] as const;
/** Places in this list stand in links, so that it may only grow. */
const WIRE_ROOMS: readonly Room[] = ['explore', 'fact', 'relation', 'layers', 'prompts', 'compare'];
export function toWire(state: LinkState): LinkWire {
  const { modelId, modelHash, prompt, target, edits, view } = state;
  const [neurons, values] = editsToWire(edits);
  const { selected } = view;
  const colourCode = COLOURS.indexOf(view.colour);
  const shown: LinkWire[6] = selected ? [colourCode, selected.layer, selected.neuron] : [colourCode];
  const more = moreOf(state);
  const wire: z.infer<typeof firstWireSchema> = [modelId, modelHash, prompt, target, neurons, values, shown];
  return Object.keys(more).length === 0 ? wire : [...wire, more];
}

function moreOf({
  targetId,
  view,
  room,
  fact,
  other,
  ranking,
  teaching,
  relation,
  list,
  beside,
  found,
}: LinkState): More {
  const by = ranking?.by === 'activation';
  const more: More = {
    t: targetId,
    m: view.with?.flatMap(({ layer, neuron }) => [layer, neuron]),
    l: view.focus,
    a: view.attributionOf && 1,
    w: view.editPlace && 1,
    g: view.head,
    j: view.arcsOf,
    r: room && WIRE_ROOMS.indexOf(room),
    f: fact && factToWire(fact),
    o: other && factToWire(other),
    h: ranking?.thresholds && [ranking.thresholds.t, ranking.thresholds.s],
    y: ranking?.activationThresholds && [ranking.activationThresholds.t, ranking.activationThresholds.s],
    k: by ? 1 : undefined,
    n: teaching?.to && [teaching.to.id, teaching.to.token],
    u: teaching?.lambdas && [teaching.lambdas.lambda1, teaching.lambdas.lambda2],
    x: teaching?.filtering === false ? 1 : undefined,
    p: relation?.id,
    b: relation?.sparing === false ? 1 : undefined,
    c: relation?.count,
    i: list && listToWire(list),
    e: beside && besideToWire(beside),
    d: found?.reduce((bits, name) => bits | (1 << REDONE.indexOf(name)), 0),
  };
  return Object.fromEntries(Object.entries(more).filter(([, piece]) => piece !== undefined));
}

function factToWire({ relation, subject, target, paraphrases }: WordedFact): z.infer<typeof factWire> {
  return [relation ?? 0, subject, target.id, target.token, ...paraphrases];
}

function listToWire({ name, length, at, prompts }: NonNullable<LinkState['list']>): NonNullable<More['i']> {
  const head: [string, number, number] = [name, length, at ?? -1];
  return prompts ? [...head, prompts.map(({ prompt, target }) => (target === null ? prompt : [prompt, target]))] : head;
}

function besideToWire({ prompt, target, edits, model }: BesideChoice): NonNullable<More['e']> {
  const from =
    model === null
      ? 0
      : model.kind === 'builtin'
        ? 1
        : model.kind === 'files'
          ? model.name
          : ([model.id, ...(model.revision === undefined ? [] : [model.revision])] as [string, string]);
  return [
    prompt ?? 0,
    target ? [target.id, target.token] : 0,
    edits === 'same' ? 0 : edits === 'trained' ? 1 : editsToWire(edits),
    from,
  ];
}

/** The state as the wire says it, still to be checked: layers may be fractions, kinds unknown. */
export function fromWire([
  modelId,
  modelHash,
  prompt,
  target,
  flat,
  wireValues,
  [colourCode, layer, neuron],
  more = {},
]: LinkWire): unknown {
  return given({
    modelId,
    modelHash,
    prompt,
    target,
    targetId: more.t,
    edits: editsFromWire([flat, wireValues]),
    view: given({
      colour: COLOURS[colourCode],
      selected: layer === undefined ? undefined : { layer, neuron },
      with: more.m && refsOf(more.m),
      focus: more.l,
      attributionOf: more.a && 'edited',
      editPlace: more.w && 'all',
      head: more.g,
      arcsOf: more.j,
    }),
    // A room beyond the known ones becomes one that the schema refuses.
    room: more.r === undefined ? undefined : (WIRE_ROOMS[more.r] ?? 'unknown'),
    fact: more.f && factFromWire(more.f),
    other: more.o && factFromWire(more.o),
    ranking: part({
      thresholds: more.h && { t: more.h[0], s: more.h[1] },
      activationThresholds: more.y && { t: more.y[0], s: more.y[1] },
      by: more.k && 'activation',
    }),
    teaching: part({
      to: more.n && { id: more.n[0], token: more.n[1] },
      lambdas: more.u && { lambda1: more.u[0], lambda2: more.u[1] },
      filtering: more.x && false,
    }),
    relation: more.p === undefined ? undefined : given({ id: more.p, sparing: more.b && false, count: more.c }),
    list: more.i && listFromWire(more.i),
    beside: more.e && besideFromWire(more.e),
    found: more.d === undefined ? undefined : REDONE.filter((_, bit) => (more.d ?? 0) & (1 << bit)),
  });
}

function factFromWire([relation, subject, id, token, ...paraphrases]: z.infer<typeof factWire>): WordedFact {
  return { relation: relation === 0 ? null : relation, subject, target: { id, token }, paraphrases };
}

function listFromWire([name, length, at, prompts]: NonNullable<More['i']>): NonNullable<LinkState['list']> {
  const listed = prompts?.map((one) =>
    typeof one === 'string' ? { prompt: one, target: null } : { prompt: one[0], target: one[1] },
  );
  return { name, length, at: at === -1 ? null : at, ...(listed ? { prompts: listed } : {}) };
}

function besideFromWire([prompt, target, edits, from]: NonNullable<More['e']>): unknown {
  const model =
    from === 0
      ? null
      : from === 1
        ? { kind: 'builtin' }
        : typeof from === 'string'
          ? { kind: 'files', name: from }
          : given({ kind: 'hub', id: from[0], revision: from[1] });
  return {
    prompt: prompt === 0 ? null : prompt,
    target: target === 0 ? null : { id: target[0], token: target[1] },
    edits: edits === 0 ? 'same' : edits === 1 ? 'trained' : editsFromWire(edits),
    model,
  };
}

function refsOf(flat: readonly number[]): readonly Partial<NeuronRef>[] {
  return flat.flatMap((layer, i) => (i % 2 === 0 ? [{ layer, neuron: flat[i + 1] }] : []));
}

/** Without the pieces that are not there. */
function given<T extends object>(pieces: T): Partial<T> {
  return Object.fromEntries(Object.entries(pieces).filter(([, piece]) => piece !== undefined)) as Partial<T>;
}

function part<T extends object>(pieces: T): Partial<T> | undefined {
  const there = given(pieces);
  return Object.keys(there).length === 0 ? undefined : there;
}
