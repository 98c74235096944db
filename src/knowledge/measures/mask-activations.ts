/** Activations at [MASK] of many prompts, in batches of like length. */
import { throwIfCancelled } from '../../errors';
import type { BertModel } from '../bert-model';
import { ForwardPass } from '../passes/forward';
import { readAll } from '../passes/tensors';
import type { WorkOptions } from '../passes/work';
import { inBatches } from './probes';

/** Hands over the activations of every prompt, [L * F] row-major, unedited, the shortest prompts first. */
export async function visitActivations(
  bert: BertModel,
  prompts: readonly string[],
  { signal, lane = 'background', onProgress }: WorkOptions,
  take: (prompt: string, activations: Float32Array) => void,
): Promise<void> {
  const { layers, intermediateSize: F } = bert.checkpoint.config;
  const clozes = prompts.map((prompt) => bert.tokenizer.encodeCloze(prompt));
  let done = 0;
  for (const batch of inBatches(clozes, bert.kernels.together.firing)) {
    throwIfCancelled(signal);
    const asked = batch.map((index) => clozes[index]!);
    const pass = await ForwardPass.run(bert.kernels, asked, new Map(), { lane, ...(signal ? { signal } : {}) });
    try {
      const rows = await readAll(pass.layers.map(({ activation }) => activation));
      batch.forEach((index, row) => {
        const activations = new Float32Array(layers * F);
        rows.forEach((values, layer) => activations.set(values.subarray(row * F, (row + 1) * F), layer * F));
        take(prompts[index]!, activations);
      });
    } finally {
      pass.dispose();
    }
    onProgress?.({ done: (done += batch.length), total: prompts.length });
  }
}

/** [L * F] each: the means over some prompts of what each of `of` makes of a prompt's activations; zeros where there are none. */
export async function meansOverPrompts(
  bert: BertModel,
  prompts: readonly string[],
  options: WorkOptions,
  of: readonly ((activations: Float32Array) => Float32Array)[],
): Promise<readonly Float32Array[]> {
  const { layers, intermediateSize: F } = bert.checkpoint.config;
  const sums = of.map(() => new Float64Array(layers * F));
  await visitActivations(bert, prompts, options, (_, activations) =>
    of.forEach((made, i) => made(activations).forEach((value, index) => (sums[i]![index]! += value / prompts.length))),
  );
  return sums.map((sum) => Float32Array.from(sum));
}
