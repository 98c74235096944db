/**
 * A neuron's activation at every token of a prompt. A layer's program gives activations at one selected row, so each
 * position is a sample that selects another row of the same residual stream; no further program or weights are needed.
 */
import { throwIfCancelled } from '../../errors';
import type { DeviceTensor } from '../../runtime/runtime';
import { NO_EDITS, type EditsDocument, type NeuronRef } from '../edits/edits';
import type { LayerEdits } from '../edits/resolve';
import type { ForwardPass, RunOptions } from '../passes/forward';
import { sampleOperands } from '../passes/layer-operands';
import { disposing, readAll, type OwnedTensors } from '../passes/tensors';
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
  return bert.withPasses(cloze, edits, options, (before, after, resolved) =>
    disposing(async (owned) => {
      const asked = [{ pass: before }, ...(after === before ? [] : [{ pass: after, edits: resolved.get(layer) }])];
      const rows: DeviceTensor[] = [];
      for (const each of asked) rows.push(...(await alongPrompt(bert, { layer, ...each }, owned, options)));
      const { intermediateSize: F } = bert.checkpoint.config;
      const activations = (await readAll(rows)).flatMap((values) =>
        Array.from({ length: values.length / F }, (_, row) => values[row * F + neuron]!),
      );
      const T = cloze.ids.length;
      return {
        tokens: cloze.tokens,
        maskIndex: cloze.maskIndex,
        before: activations.slice(0, T),
        after: activations.slice(-T),
      };
    }),
  );
}

interface AlongPrompt {
  readonly pass: ForwardPass;
  readonly layer: number;
  readonly edits?: LayerEdits | undefined;
}

/** The layer's activations at every token, [positions, F] each. */
async function alongPrompt(
  { kernels }: BertModel,
  { pass: { batch, residuals }, layer, edits }: AlongPrompt,
  owned: OwnedTensors,
  { signal, lane = 'background' }: RunOptions,
): Promise<DeviceTensor[]> {
  const {
    tokens,
    prompts: [prompt],
  } = batch;
  const most = kernels.together.positions;
  const activations: DeviceTensor[] = [];
  for (let from = 0; from < tokens; from += most) {
    const positions = Array.from({ length: Math.min(most, tokens - from) }, (_, i) => from + i);
    throwIfCancelled(signal);
    const x = owned.own(await kernels.runtime.concat(positions.map(() => residuals[layer]!)));
    const rows = { tokens, prompts: positions.map((maskIndex) => ({ length: prompt!.length, maskIndex })) };
    const owners = positions.map((_, sample) => sample);
    // Where a layer computes the selected row alone, it takes that row's edits for those of [MASK].
    const selectsOnly = kernels.rows(layer) === 'selected';
    const bySample = positions.map(
      (position) => edits && (position === prompt!.maskIndex ? edits : { ...edits, mask: edits.others }),
    );
    const stage = kernels.layer(layer, selectsOnly ? bySample : [edits]);
    const edited = selectsOnly ? { batch: rows, owners } : { batch, owners: positions.map(() => 0) };
    const kernel = await stage.forward();
    const { activation } = await kernel.run(
      { x, ...sampleOperands(rows, owners), ...stage.editing(edited) },
      { fetch: ['activation'], lane },
    );
    owned.drop(x);
    activations.push(owned.own(activation!));
  }
  return activations;
}
