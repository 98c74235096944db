/** Attributes the targets of a pass's prompts: from its logits and one-hot targets to integrals along every path. */
import type { HostTensor } from '../../runtime/runtime';
import type { Attribution, AttributionOptions, Quadrature } from './attribution';
import type { EditsByLayer, ForwardPass } from '../passes/forward';
import type { BertKernels } from '../passes/kernels';
import { PathIntegrals } from './path-integrals';
import { softmaxOf } from '../passes/softmax';
import { readStarts } from './starts';

export interface AttributedPass {
  readonly kernels: BertKernels;
  /** The prompts' forward pass under `edits`: the scores are those of the edited model. */
  readonly base: ForwardPass;
  readonly edits: EditsByLayer;
  /** By prompt. */
  readonly targetIds: readonly number[];
}

/**
 * Attributes a target of each of a pass's prompts, all in the same waves.
 * @returns by prompt.
 */
export async function attribute(
  { kernels, base, edits, targetIds }: AttributedPass,
  quadrature: Quadrature,
  options: AttributionOptions = {},
): Promise<Attribution[]> {
  const [logits, starts] = await Promise.all([base.logits(), readStarts(base)]);
  const subject = { kernels, base, edits, starts, targets: oneHotRows(targetIds, kernels.config.vocabSize) };
  const probabilities = logits.map((own, prompt) => softmaxOf(own)[targetIds[prompt]!]!);
  return new PathIntegrals(subject, probabilities, quadrature, options).run();
}

/** [P, V] with a 1 at each row's index. */
function oneHotRows(indices: readonly number[], size: number): HostTensor {
  const data = new Float32Array(indices.length * size);
  indices.forEach((index, row) => (data[row * size + index] = 1));
  return { data, shape: [indices.length, size] };
}
