/**
 * A neuron's activation at every token of a prompt. A layer's program gives activations at one selected row, so each
 * position is a sample that selects another row of the same residual stream; no further program or weights are needed.
 */
import { NO_EDITS, type EditsDocument, type NeuronRef } from '../edits/edits';
import type { LayerEdits } from '../edits/resolve';
import type { ForwardPass } from '../passes/forward';
import { editOperands, sampleOperands } from '../passes/layer-operands';
import { TOGETHER } from '../protocol';
import type { Token } from '../../checkpoint/tokenizer';
import type { BertModel } from '../bert-model';
import type { WorkOptions } from '../passes/work';

export interface PositionsRequest extends NeuronRef {
  readonly prompt: string;
  readonly edits?: EditsDocument;
}

export interface Positions {
  readonly tokens: readonly Token[];
  readonly maskIndex: number;
  /** [T] activation at each token, unedited. */
  readonly before: readonly number[];
  /** [T] with the edits. */
  readonly after: readonly number[];
}

export async function activationByPosition(
  bert: BertModel,
  { prompt, layer, neuron, edits = NO_EDITS }: PositionsRequest,
  { signal, lane = 'background' }: WorkOptions = {},
): Promise<Positions> {
  const cloze = bert.tokenizer.encodeCloze(prompt);
  const options = { lane, ...(signal ? { signal } : {}) };
  return bert.withPasses(cloze, edits, options, async (before, after, resolved) => {
    const unedited = await alongPrompt(bert, before, { layer, neuron }, lane);
    const edited =
      after === before ? unedited : await alongPrompt(bert, after, { layer, neuron, edits: resolved.get(layer) }, lane);
    return { tokens: cloze.tokens, maskIndex: cloze.maskIndex, before: unedited, after: edited };
  });
}

async function alongPrompt(
  { kernels }: BertModel,
  { batch, residuals }: ForwardPass,
  { layer, neuron, edits }: NeuronRef & { readonly edits?: LayerEdits | undefined },
  lane: 'interactive' | 'background',
): Promise<number[]> {
  const {
    tokens,
    prompts: [prompt],
  } = batch;
  const F = kernels.config.intermediateSize;
  const kernel = await kernels.layer(layer).forward();
  const activations: number[] = [];
  for (let from = 0; from < tokens; from += TOGETHER.positions) {
    const positions = Array.from({ length: Math.min(TOGETHER.positions, tokens - from) }, (_, i) => from + i);
    const x = await kernels.runtime.concat(positions.map(() => residuals[layer]!));
    const rows = { tokens, prompts: positions.map((maskIndex) => ({ length: prompt!.length, maskIndex })) };
    const owners = positions.map((_, sample) => sample);
    // Where a layer computes the selected row alone, it takes that row's edits for those of [MASK].
    const selectsOnly = kernels.rows(layer) === 'selected';
    const bySample = positions.map(
      (position) => edits && (position === prompt!.maskIndex ? edits : { ...edits, mask: edits.others }),
    );
    const editing = selectsOnly
      ? editOperands(kernels.config, { batch: rows, owners, rows: 'selected' }, bySample)
      : editOperands(kernels.config, { batch, owners: positions.map(() => 0), rows: 'all' }, [edits]);
    const { activation } = await kernel.run(
      { x, ...sampleOperands(rows, owners), ...editing },
      { fetch: ['activation'], lane },
    );
    const values = await activation!.read();
    positions.forEach((_, sample) => activations.push(values[sample * F + neuron]!));
    x.dispose();
    activation!.dispose();
  }
  return activations;
}
