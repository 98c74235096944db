/**
 * The edited model as a file of weights. What an edit does at every position can be written into the weights exactly:
 * `a' = g a + c` on neuron i is its value vector times g, and c times that vector in the layer's output bias. What it
 * does at [MASK] alone cannot: no weight knows where [MASK] is.
 */
import { valueBias, valueMatrix } from '../../checkpoint/weight-names';
import { EngramError } from '../../errors';
import type { EditsDocument, NeuronEdit } from '../edits/edits';
import type { LayerEdits } from '../edits/resolve';
import type { BertModel } from '../bert-model';

export interface ExportedModel {
  /** model.safetensors: all that was loaded, also from several files, under its own names, with the edited matrices in float32. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Active edits that hold at [MASK] alone and so are not in it. */
  readonly notExported: readonly NeuronEdit[];
}

/** @throws EngramError('edits') where the layers share their weights: a file could not hold one layer's edits alone. */
export function exportModel(bert: BertModel, edits: EditsDocument): ExportedModel {
  const everywhere = { ...edits, neurons: edits.neurons.filter(({ at }) => at === 'all') };
  const changes = new Map<string, Float32Array>();
  const edited = bert.resolve(everywhere);
  const { layers, distinctLayers } = bert.checkpoint.config;
  if (distinctLayers < layers && edited.size > 0) {
    throw new EngramError(
      'edits',
      "This model's layers share their weights, so a file of weights cannot hold an edit of one layer. Take the edited model out " +
        'as a Python script instead: it gives each layer weights of its own, and its model.save_pretrained() writes them.',
    );
  }
  for (const [layer, layerEdits] of edited) {
    const values = bert.checkpoint.weight(valueMatrix(layer)).data.slice();
    const bias = bert.checkpoint.weight(valueBias(layer)).data.slice();
    foldEdits(values, bias, layerEdits);
    changes.set(valueMatrix(layer), values).set(valueBias(layer), bias);
  }
  return {
    bytes: bert.checkpoint.rewrite(changes),
    notExported: edits.neurons.filter(({ at, off }) => at === 'mask' && !off),
  };
}

/** @param values [D, F], @param bias [D]; both are changed. The edits are the same in every row. */
function foldEdits(values: Float32Array, bias: Float32Array, { others, valueDeltas }: LayerEdits): void {
  const D = bias.length;
  const F = values.length / D;
  for (const { neuron, delta } of valueDeltas) for (let d = 0; d < D; d++) values[d * F + neuron]! += delta[d]!;
  for (const { neuron, gain, offset } of others) {
    for (let d = 0; d < D; d++) {
      const value = values[d * F + neuron]!;
      bias[d]! += offset * value;
      values[d * F + neuron] = gain * value;
    }
  }
}
