/**
 * What the model says to many prompts, without edits and under several edits documents: the measurement behind updates,
 * erasures, controls and side effects. Prompts run in batches of like length; each document re-runs a batch only from
 * its first edited layer, and several are read together.
 */
import type { Cloze } from '../../checkpoint/tokenizer';
import { throwIfCancelled } from '../../errors';
import type { DeviceTensor } from '../../runtime/runtime';
import type { EditsDocument } from '../edits/edits';
import { ForwardPass, readLogits, type EditsByLayer, type RunOptions } from '../passes/forward';
import { disposing } from '../passes/tensors';
import { Distribution, type Prediction, type RankedPrediction } from './reading';
import type { BertModel } from '../bert-model';
import type { WorkOptions } from '../passes/work';

export interface Probe {
  readonly prompt: string;
  /** Token id of the right answer; null: what the unedited model answers. */
  readonly target: number | null;
  /** Ids of other tokens to read. */
  readonly watch?: readonly number[];
}

export interface ProbeReading {
  /** The first answer. */
  readonly top: Prediction;
  readonly target: RankedPrediction;
  /** The other tokens, in the order asked for. */
  readonly watched: readonly RankedPrediction[];
}

export interface ProbeReadings {
  /** By probe: the unedited model. */
  readonly before: readonly ProbeReading[];
  /** By document, then by probe; the very readings of `before` where a document changes nothing. */
  readonly after: readonly (readonly ProbeReading[])[];
}

export async function readProbes(
  bert: BertModel,
  probes: readonly Probe[],
  documents: readonly EditsDocument[],
  { signal, lane = 'background', onProgress }: WorkOptions = {},
): Promise<ProbeReadings> {
  const clozes = probes.map(({ prompt }) => bert.tokenizer.encodeCloze(prompt));
  const edits = documents.map((document) => bert.resolve(document));
  const before: ProbeReading[] = [];
  const after: ProbeReading[][] = documents.map(() => []);
  const options = { lane, ...(signal ? { signal } : {}) };
  const { together } = bert.kernels;
  const batches = inBatches(clozes, together.probes);
  const groups = inGroups([...edits.keys()], together.documents);
  const total = batches.length * (1 + documents.length);
  let done = 0;
  const report = (steps: number) => onProgress?.({ done: (done += steps), total });
  for (const batch of batches) {
    throwIfCancelled(signal);
    const prompts = batch.map((index) => clozes[index]!);
    const base = await ForwardPass.run(bert.kernels, prompts, new Map(), options);
    try {
      for (const [g, group] of groups.entries()) {
        const changing = group.filter((d) => edits[d]!.size > 0);
        const underEach = changing.map((d) => edits[d]!);
        const [unedited, ...edited] = await logitsUnder(bert, base, underEach, options);
        batch.forEach((index, i) => {
          const probe = probes[index]!;
          const own = (before[index] ??= readingOf(bert, unedited![i]!, probe, null));
          for (const d of group) after[d]![index] = own;
          changing.forEach((d, e) => (after[d]![index] = readingOf(bert, edited[e]![i]!, probe, own)));
        });
        report(group.length + (g === 0 ? 1 : 0));
      }
    } finally {
      base.dispose();
    }
  }
  return { before, after };
}

/** By prompt, [V]: the logits of a pass, then those of its prompts under each document. All are read together. */
function logitsUnder(
  { kernels }: BertModel,
  base: ForwardPass,
  documents: readonly EditsByLayer[],
  options: RunOptions,
): Promise<(readonly Float32Array[])[]> {
  return disposing(async (owned) => {
    const scores: DeviceTensor[] = [];
    for (const document of documents) scores.push(owned.own(await base.scoresUnder(document, options)));
    return Promise.all([base.logits(), ...scores.map((own) => readLogits(kernels, own))]);
  });
}

/** In order, `size` a group; one that is empty where there is nothing. */
function inGroups(indices: readonly number[], size: number): (readonly number[])[] {
  const count = Math.max(1, Math.ceil(indices.length / size));
  return Array.from({ length: count }, (_, i) => indices.slice(i * size, (i + 1) * size));
}

/** Indices of the prompts, the shortest first, so that little is padded. */
export function inBatches(clozes: readonly Pick<Cloze, 'ids'>[], size: number): number[][] {
  const order = clozes.map((_, index) => index).sort((a, b) => clozes[a]!.ids.length - clozes[b]!.ids.length || a - b);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, i) => order.slice(i * size, (i + 1) * size));
}

function readingOf(
  bert: BertModel,
  logits: Float32Array,
  { target, watch = [] }: Probe,
  unedited: ProbeReading | null,
): ProbeReading {
  const distribution = new Distribution(logits, (id) => bert.tokenizer.token(id));
  const top = distribution.prediction(distribution.top(1)[0]!);
  return {
    top,
    target: distribution.ranked(target ?? unedited?.top.id ?? top.id),
    watched: watch.map((id) => distribution.ranked(id)),
  };
}
