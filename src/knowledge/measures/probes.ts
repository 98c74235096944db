/**
 * What the model says to many prompts, without edits and under several edits documents: the measurement behind updates,
 * erasures, controls and side effects. Prompts run in batches of like length; each document re-runs a batch only from
 * its first edited layer.
 */
import type { Cloze } from '../../checkpoint/tokenizer';
import { throwIfCancelled } from '../../errors';
import type { EditsDocument } from '../edits/edits';
import { ForwardPass } from '../passes/forward';
import { TOGETHER } from '../protocol';
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
  const batches = inBatches(clozes, TOGETHER.probes);
  const total = batches.length * (1 + documents.length);
  let done = 0;
  const step = () => onProgress?.({ done: ++done, total });
  for (const batch of batches) {
    throwIfCancelled(signal);
    const base = await ForwardPass.run(
      bert.kernels,
      batch.map((index) => clozes[index]!),
      new Map(),
      options,
    );
    try {
      const unedited = await base.logits();
      batch.forEach((index, i) => (before[index] = readingOf(bert, unedited[i]!, probes[index]!, null)));
      step();
      for (const [d, layers] of edits.entries()) {
        const pass = layers.size === 0 ? base : await base.rerun(layers, options);
        try {
          const edited = await pass.logits();
          batch.forEach((index, i) => {
            const own = before[index]!;
            after[d]![index] = pass === base ? own : readingOf(bert, edited[i]!, probes[index]!, own);
          });
        } finally {
          if (pass !== base) pass.dispose();
        }
        step();
      }
    } finally {
      base.dispose();
    }
  }
  return { before, after };
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
