/**
 * The operands by which a batch of samples of one prompt, and its edits, enter a layer program. A layer without edits
 * gets the identity (gain 1, offset 0, no rewritten value vector), which leaves every number as it is to the last bit.
 */
import type { BertConfig } from '../bert/config';
import type { Rows } from '../bert/programs';
import type { HostTensor } from '../runtime/runtime';
import type { LayerEdits, RowEdit } from './edits';

/** A prompt as far as the layers see it. */
export interface ClozeShape {
  /** T: number of tokens. */
  readonly tokens: number;
  /** Position of [MASK]. */
  readonly maskIndex: number;
}

/** `at` and `bias` of the layer program, for B samples of one prompt without padding. */
export function sampleOperands({ tokens, maskIndex }: ClozeShape, samples: number): { readonly at: HostTensor; readonly bias: HostTensor } {
  const at = new Float32Array(samples * tokens);
  for (let sample = 0; sample < samples; sample++) at[sample * tokens + maskIndex] = 1;
  return {
    at: { data: at, shape: [samples, 1, tokens] },
    bias: { data: new Float32Array(samples * tokens), shape: [samples, 1, 1, tokens] },
  };
}

export type EditOperands = Readonly<Record<'profile' | 'gain' | 'offset' | 'pick' | 'delta', HostTensor>>;

/**
 * @param edits of one layer: one entry that all samples share, or one a sample (whose value vectors must then agree).
 * @param samples B.
 */
export function editOperands(
  config: BertConfig,
  cloze: ClozeShape,
  rows: Rows,
  samples: number,
  edits: readonly (LayerEdits | undefined)[],
): EditOperands {
  const { intermediateSize: F } = config;
  const rowsOfSample = rows === 'all' ? cloze.tokens : 1;
  const edited = edits.some((layer) => layer && (layer.mask.length > 0 || layer.others.length > 0));
  // Two profiles an entry, for [MASK] and for the other rows; or a single one that changes nothing.
  const profiles: readonly (readonly RowEdit[])[] = edited ? edits.flatMap((layer) => [layer?.mask ?? [], layer?.others ?? []]) : [[]];
  const R = profiles.length;
  const gain = new Float32Array(R * F).fill(1);
  const offset = new Float32Array(R * F);
  profiles.forEach((profile, r) => {
    for (const edit of profile) {
      gain[r * F + edit.neuron] = edit.gain;
      offset[r * F + edit.neuron] = edit.offset;
    }
  });
  const profile = new Float32Array(samples * rowsOfSample * R);
  for (let row = 0; row < samples * rowsOfSample; row++) {
    const sample = Math.floor(row / rowsOfSample);
    const isMask = rows === 'selected' || row % rowsOfSample === cloze.maskIndex;
    const r = edited ? 2 * (edits.length === 1 ? 0 : sample) + (isMask ? 0 : 1) : 0;
    profile[row * R + r] = 1;
  }
  return {
    profile: { data: profile, shape: [samples * rowsOfSample, R] },
    gain: { data: gain, shape: [R, F] },
    offset: { data: offset, shape: [R, F] },
    ...valueOperands(config, edits[0]?.valueDeltas ?? []),
  };
}

/** `pick` and `delta`; where nothing is rewritten, one neuron is picked by nobody, since an empty tensor upsets WebGPU. */
function valueOperands({ intermediateSize: F, hiddenSize: D }: BertConfig, deltas: LayerEdits['valueDeltas']): Pick<EditOperands, 'pick' | 'delta'> {
  const K = Math.max(1, deltas.length);
  const pick = new Float32Array(K * F);
  const delta = new Float32Array(K * D);
  deltas.forEach((rewritten, k) => {
    pick[k * F + rewritten.neuron] = 1;
    delta.set(rewritten.delta, k * D);
  });
  return { pick: { data: pick, shape: [K, F] }, delta: { data: delta, shape: [K, D] } };
}
