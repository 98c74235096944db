/**
 * The operands by which a batch of samples, and the edits, enter a layer program. Where a program takes edits and there
 * are none it gets the identity (gain 1, offset 0, no rewritten value vector), which leaves every number as it is to the
 * last bit.
 */
import type { BertConfig } from '../../bert/config';
import type { Rows } from '../../bert/programs';
import { Remembered } from '../../remembered';
import type { HostTensor } from '../../runtime/runtime';
import type { LayerEdits, RowEdit } from '../edits/resolve';

/** Prompts of one batch as far as the layers see them. */
export interface PromptBatch {
  /** T: tokens a prompt, the shorter ones padded. */
  readonly tokens: number;
  /** By prompt: its own number of tokens, and the position of [MASK]. */
  readonly prompts: readonly { readonly length: number; readonly maskIndex: number }[];
}

/** A wave has about two kinds of batches a layer, and the next one often the same. */
const MOST_REMEMBERED = 48;

/** Added to the attention scores of padding: enough that its weight is exactly 0. */
const PADDING = -1e9;

interface SampleOperands {
  readonly at: HostTensor;
  readonly bias: HostTensor;
}

/** The last ones that were made: the layers of a wave, and the next wave, mostly ask for the same. */
const madeOperands = new Remembered<SampleOperands>(MOST_REMEMBERED);
const madeProfiles = new Remembered<HostTensor>(MOST_REMEMBERED);

function remembering<Value>(made: Remembered<Value>, key: string, make: () => Value): Value {
  const known = made.get(key);
  if (known) return known;
  const value = make();
  made.set(key, value);
  return value;
}

/** What the operands of samples depend on. */
function keyOf({ batch: { tokens, prompts }, owners }: Samples): string {
  return `${tokens};${prompts.map(({ length, maskIndex }) => `${length},${maskIndex}`).join(' ')};${owners.join(' ')}`;
}

/** `at` and `bias` of the layer program; the very same ones for samples that are alike. */
export function sampleOperands(batch: PromptBatch, owners: readonly number[]): SampleOperands {
  const { tokens, prompts } = batch;
  return remembering(madeOperands, keyOf({ batch, owners }), () => {
    const at = new Float32Array(owners.length * tokens);
    const bias = new Float32Array(owners.length * tokens);
    owners.forEach((owner, sample) => {
      const { length, maskIndex } = prompts[owner]!;
      at[sample * tokens + maskIndex] = 1;
      bias.fill(PADDING, sample * tokens + length, (sample + 1) * tokens);
    });
    return {
      at: { data: at, shape: [owners.length, 1, tokens] },
      bias: { data: bias, shape: [owners.length, 1, 1, tokens] },
    };
  });
}

export type EditOperands = Readonly<Record<'profile' | 'gain' | 'offset' | 'pick' | 'delta', HostTensor>>;

/** Samples of some prompts. */
export interface Samples {
  readonly batch: PromptBatch;
  /** The prompt of each of the B samples. */
  readonly owners: readonly number[];
}

/** The samples whose rows are edited. */
export interface EditedSamples extends Samples {
  /** Those that the layer computes. */
  readonly rows: Rows;
}

/** Of one layer: one entry that all samples share, or one a sample (whose value vectors must then agree). */
export type SampleEdits = readonly (LayerEdits | undefined)[];

export function editOperands(config: BertConfig, samples: EditedSamples, edits: SampleEdits): EditOperands {
  return { profile: profileOperand(samples, edits), ...neuronOperands(config, edits) };
}

/** Each row's edits. */
function profileOperand(samples: EditedSamples, edits: SampleEdits): HostTensor {
  const { batch, owners, rows } = samples;
  const R = profilesOf(edits).length;
  const isShared = edits.length === 1;
  return remembering(madeProfiles, `${rows};${R};${isShared};${keyOf(samples)}`, () => {
    const rowsOfSample = rows === 'all' ? batch.tokens : 1;
    const data = new Float32Array(owners.length * rowsOfSample * R);
    owners.forEach((owner, sample) => {
      for (let position = 0; position < rowsOfSample; position++) {
        const isMask = rows === 'selected' || position === batch.prompts[owner]!.maskIndex;
        const r = R === 1 ? 0 : 2 * (isShared ? 0 : sample) + (isMask ? 0 : 1);
        data[(sample * rowsOfSample + position) * R + r] = 1;
      }
    });
    return { data, shape: [owners.length * rowsOfSample, R] };
  });
}

/** Two profiles an entry, for [MASK] and for the other rows; or a single one that changes nothing. */
function profilesOf(edits: SampleEdits): readonly (readonly RowEdit[])[] {
  const edited = edits.some((layer) => layer && (layer.mask.length > 0 || layer.others.length > 0));
  return edited ? edits.flatMap((layer) => [layer?.mask ?? [], layer?.others ?? []]) : [[]];
}

type NeuronOperands = Omit<EditOperands, 'profile'>;

/** By a layer's edits that all samples share. */
const madeForEdits = new WeakMap<LayerEdits, NeuronOperands>();

/** What the edits make of the neurons. */
function neuronOperands(config: BertConfig, edits: SampleEdits): NeuronOperands {
  const [shared] = edits;
  if (!shared || edits.length > 1) return makeNeuronOperands(config, edits);
  const made = madeForEdits.get(shared) ?? makeNeuronOperands(config, edits);
  madeForEdits.set(shared, made);
  return made;
}

function makeNeuronOperands(config: BertConfig, edits: SampleEdits): NeuronOperands {
  const { intermediateSize: F } = config;
  const profiles = profilesOf(edits);
  const R = profiles.length;
  const gain = new Float32Array(R * F).fill(1);
  const offset = new Float32Array(R * F);
  profiles.forEach((profile, r) => {
    for (const edit of profile) {
      gain[r * F + edit.neuron] = edit.gain;
      offset[r * F + edit.neuron] = edit.offset;
    }
  });
  return {
    gain: { data: gain, shape: [R, F] },
    offset: { data: offset, shape: [R, F] },
    ...valueOperands(config, edits[0]?.valueDeltas ?? []),
  };
}

/** `pick` and `delta`; where nothing is rewritten, one neuron is picked by nobody, since an empty tensor upsets WebGPU. */
function valueOperands(
  { intermediateSize: F, hiddenSize: D }: BertConfig,
  deltas: LayerEdits['valueDeltas'],
): Pick<EditOperands, 'pick' | 'delta'> {
  const K = Math.max(1, deltas.length);
  const pick = new Float32Array(K * F);
  const delta = new Float32Array(K * D);
  deltas.forEach((rewritten, k) => {
    pick[k * F + rewritten.neuron] = 1;
    delta.set(rewritten.delta, k * D);
  });
  return { pick: { data: pick, shape: [K, F] }, delta: { data: delta, shape: [K, D] } };
}
