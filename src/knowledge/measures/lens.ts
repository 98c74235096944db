/**
 * The logit lens (nostalgebraist 2020): the masked-LM head applied to the residual stream at [MASK] after every layer,
 * as if the model stopped there.
 */
import { NO_EDITS, type EditsDocument } from '../edits/edits';
import { logitsOf, type ForwardPass } from '../passes/forward';
import type { Token } from '../../checkpoint/tokenizer';
import { readPair, type Reading, type ReadingRequest } from './reading';
import type { BertModel } from '../bert-model';
import type { WorkOptions } from '../passes/work';

export interface LensRequest extends ReadingRequest {
  readonly prompt: string;
  readonly edits?: EditsDocument;
}

export interface Lens {
  readonly tokens: readonly Token[];
  readonly maskIndex: number;
  /** [L + 1]: after the embeddings, then after each layer; the last one is the model's own prediction. */
  readonly layers: readonly { readonly before: Reading; readonly after: Reading }[];
}

export async function logitLens(
  bert: BertModel,
  { prompt, edits = NO_EDITS, ...request }: LensRequest,
  { signal, lane = 'background' }: WorkOptions = {},
): Promise<Lens> {
  const cloze = bert.tokenizer.encodeCloze(prompt);
  return bert.withPasses(cloze, edits, { lane, ...(signal ? { signal } : {}) }, async (before, after) => {
    const unedited = await logitsByLayer(bert, before, lane);
    const edited = after === before ? unedited : await logitsByLayer(bert, after, lane);
    const layers = unedited.map((logits, i) => readPair(logits, edited[i]!, request, (id) => bert.tokenizer.token(id)));
    return { tokens: cloze.tokens, maskIndex: cloze.maskIndex, layers };
  });
}

/** [L + 1] logits [V]. */
async function logitsByLayer(
  { kernels }: BertModel,
  pass: ForwardPass,
  lane: 'interactive' | 'background',
): Promise<Float32Array[]> {
  const { hiddenSize: D, layers: L } = kernels.config;
  const { maskIndex } = pass.batch.prompts[0]!;
  const data = new Float32Array((L + 1) * D);
  for (const [l, residual] of pass.residuals.entries()) {
    data.set((await residual.read()).subarray(maskIndex * D, (maskIndex + 1) * D), l * D);
  }
  data.set(await pass.layers.at(-1)!.y.read(), L * D);
  const x = await kernels.runtime.upload({ data, shape: [L + 1, 1, D] });
  const logits = await logitsOf(kernels, x, { lane });
  x.dispose();
  return logits;
}
