/**
 * The logit lens (nostalgebraist 2020): the masked-LM head applied to the residual stream at [MASK] after every layer,
 * as if the model stopped there.
 */
import type { DeviceTensor, HostTensor } from '../../runtime/runtime';
import { NO_EDITS, type EditsDocument } from '../edits/edits';
import { headScores, readLogits, type ForwardPass } from '../passes/forward';
import { disposing, readAll } from '../passes/tensors';
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
    const passes = after === before ? [before] : [before, after];
    const [unedited, edited = unedited] = await logitsByLayer(bert, passes, lane);
    const layers = unedited!.map((logits, i) =>
      readPair(logits, edited![i]!, request, (id) => bert.tokenizer.token(id)),
    );
    return { tokens: cloze.tokens, maskIndex: cloze.maskIndex, layers };
  });
}

/** By pass: [L + 1] logits [V]. */
async function logitsByLayer(
  { kernels }: BertModel,
  passes: readonly ForwardPass[],
  lane: 'interactive' | 'background',
): Promise<Float32Array[][]> {
  const streams = await Promise.all(passes.map((pass) => maskRows(pass, kernels.config.hiddenSize)));
  return disposing(async (owned) => {
    const scores: DeviceTensor[] = [];
    for (const stream of streams) {
      const x = owned.own(await kernels.runtime.upload(stream));
      scores.push(owned.own(await headScores(kernels, x, { lane })));
    }
    return Promise.all(scores.map((own) => readLogits(kernels, own)));
  });
}

/** The residual stream at [MASK] before every layer and behind the last, [L + 1, 1, D]. */
async function maskRows({ batch, residuals, layers }: ForwardPass, D: number): Promise<HostTensor> {
  const { maskIndex } = batch.prompts[0]!;
  const streams = await readAll([...residuals, layers.at(-1)!.y]);
  const last = streams.pop()!;
  const data = new Float32Array((streams.length + 1) * D);
  streams.forEach((stream, l) => data.set(stream.subarray(maskIndex * D, (maskIndex + 1) * D), l * D));
  data.set(last, streams.length * D);
  return { data, shape: [streams.length + 1, 1, D] };
}
