/** An open model, asked about one prompt or one neuron, in this thread. Layers and neurons count from 0. */
import { tokenOf } from '../checkpoint/token-of';
import type { LoadedModel } from '../checkpoint/load';
import type { Encoded, Token } from '../checkpoint/tokenizer';
import { GAINS, QUADRATURE } from '../experiments/protocol';
import type { BertModel } from '../knowledge/bert-model';
import { NO_EDITS, type EditsDocument, type NeuronRef } from '../knowledge/edits/edits';
import { exportModel, type ExportedModel } from '../knowledge/exports/export-model';
import { pythonScript } from '../knowledge/exports/python';
import { attributeAttention, type AttentionAttribution } from '../knowledge/measures/attention';
import { doseResponse } from '../knowledge/measures/dose';
import { logitLens, type Lens } from '../knowledge/measures/lens';
import { activationByPosition, type Positions } from '../knowledge/measures/positions';
import { readPrediction, type PredictionReading } from '../knowledge/measures/prediction';
import { rankNeurons, type ScoredNeuron } from '../knowledge/measures/ranking';
import { whatNeuronHears, whatNeuronSays, type NeuronSays, type VectorSays } from '../knowledge/measures/says';
import type {
  AskOptions,
  AttentionOptions,
  AttributeOptions,
  Count,
  DoseOptions,
  DoseResponse,
  LensOptions,
  PredictOptions,
  PromptAttribution,
  PythonOptions,
  Word,
} from './requests';

/** Where the model runs, and why there. */
export interface RunsOn {
  readonly backend: 'native' | 'wasm' | 'webgpu';
  readonly threads: number;
  /** One sentence for a person. */
  readonly reason: string;
}

/** What is known of an open model: its config, its name, and the first 16 hex digits of the SHA-256 over its weights. */
export type AboutModel = Pick<LoadedModel, 'architecture' | 'config' | 'id' | 'name' | 'hash' | 'notices'>;

export interface ModelParts {
  readonly bert: BertModel;
  readonly about: AboutModel;
  readonly runsOn: RunsOn;
}

/** Words that `says` and `hears` give at each end. */
const SAID = 10;

export class PromptModel {
  readonly about: AboutModel;
  readonly runsOn: RunsOn;
  readonly #bert: BertModel;

  constructor({ bert, about, runsOn }: ModelParts) {
    this.about = about;
    this.runsOn = runsOn;
    this.#bert = bert;
  }

  /** A prompt as the model sees it. */
  tokenize(prompt: string): Encoded & { readonly problem: string | null } {
    return this.#bert.tokenizer.tokenize(prompt);
  }

  /**
   * The one token that a word is; of an id, its name.
   * @throws EngramError('vocabulary') with what is near.
   */
  token(word: Word): Token {
    const { tokenizer } = this.#bert;
    return typeof word === 'number' ? { id: word, token: tokenizer.token(word) } : tokenOf(word, tokenizer);
  }

  /** What the model puts at [MASK], before the edits and after: probabilities, softmax over the whole vocabulary. */
  predict(
    prompt: string,
    { edits = NO_EDITS, target, top = 10, watch = [], ...options }: PredictOptions = {},
  ): Promise<PredictionReading> {
    const request = { prompt, edits, top, target: this.#idOrNull(target), watch: this.#ids(watch) };
    return readPrediction(this.#bert, request, options);
  }

  /**
   * Integrated gradients of the target's probability P by every feed-forward neuron (Dai et al. 2022, equation 4):
   * `a_i * integral_0^1 dP/da_i (alpha a) d alpha`, one layer at a time. `scores` and `activations` are [L * F] row-major;
   * `completeness` says how far each layer's scores miss P(a) - P(0).
   */
  async attribute(
    prompt: string,
    { target, quadrature = QUADRATURE.printed, ...options }: AttributeOptions = {},
  ): Promise<PromptAttribution> {
    const { id, token } = await this.#targetOf(prompt, target, options.signal);
    const { cloze, probability, ...attribution } = await this.#bert.attribute(prompt, id, quadrature, options);
    const { tokens, maskIndex } = cloze;
    return { ...attribution, tokens, maskIndex, target: { id, token, probability } };
  }

  /** The neurons of highest score, descending, from scores [L * F] of `attribute` or `activations`. */
  strongest(scores: Float32Array, count: number): readonly ScoredNeuron[] {
    return rankNeurons(scores, this.about.config.intermediateSize, { least: 0, most: count }).neurons;
  }

  /** Every neuron's activation at [MASK], [L * F] row-major, before the edits and after. */
  activations(
    prompt: string,
    { edits = NO_EDITS, ...options }: AskOptions = {},
  ): Promise<{ before: Float32Array; after: Float32Array }> {
    return this.#bert.activations(prompt, edits, options);
  }

  /** A neuron's activation at every token of a prompt. */
  positions(prompt: string, { layer, neuron }: NeuronRef, options: AskOptions = {}): Promise<Positions> {
    const { edits = NO_EDITS, ...rest } = options;
    return activationByPosition(this.#bert, { prompt, layer, neuron, edits }, rest);
  }

  /** Probabilities as the gain of some neurons moves; the other edits stay in force. */
  async dose(
    prompt: string,
    { neurons, gains = GAINS.curve, at = 'mask', target, watch = [], edits = NO_EDITS, ...options }: DoseOptions,
  ): Promise<DoseResponse> {
    const token = await this.#targetOf(prompt, target, options.signal);
    const request = { prompt, edits, neurons, at, gains, target: token.id, watch: this.#ids(watch) };
    return { gains, token, ...(await doseResponse(this.#bert, request, options)) };
  }

  /** The logit lens (nostalgebraist 2020): the masked-LM head applied to the residual stream at [MASK] after every layer. */
  lens(prompt: string, { target, top = 5, edits = NO_EDITS, ...options }: LensOptions = {}): Promise<Lens> {
    return logitLens(this.#bert, { prompt, edits, top, target: this.#idOrNull(target) }, options);
  }

  /** Attribution to attention, by head (Hao et al. 2021): `A_h * integral_0^1 dP/dA_h (alpha A) d alpha`, [L, H, T, T]. */
  async attention(
    prompt: string,
    { target, tolerance = QUADRATURE.attention.tolerance, edits = NO_EDITS, ...options }: AttentionOptions = {},
  ): Promise<AttentionAttribution> {
    const { id } = await this.#targetOf(prompt, target, options.signal);
    return attributeAttention(this.#bert, { prompt, target: id, tolerance, edits }, options);
  }

  /** What a neuron says: the tokens whose embeddings E meet its value vector v most and least, `E . v` (Geva et al. 2022). */
  says(
    neuron: NeuronRef,
    { edits = NO_EDITS, count = SAID, ...options }: AskOptions & Count = {},
  ): Promise<NeuronSays> {
    return whatNeuronSays(this.#bert, { layer: neuron.layer, neuron: neuron.neuron, edits, count }, options);
  }

  /** What a neuron hears: the tokens whose embeddings meet its key k most and least, `E . k`. */
  hears(neuron: NeuronRef, { count = SAID }: Count = {}): Promise<VectorSays> {
    return whatNeuronHears(this.#bert, { layer: neuron.layer, neuron: neuron.neuron, count });
  }

  /**
   * The edited weights as model.safetensors, for Hugging Face transformers.
   * @throws EngramError('edits') where the layers share their weights.
   */
  exportModel(edits: EditsDocument): ExportedModel {
    return exportModel(this.#bert, edits);
  }

  /** A Python script that makes the same edits with Hugging Face transformers; `model` is the folder or name that it opens. */
  python(prompt: string, { edits = NO_EDITS, model, watch = [] }: PythonOptions): string {
    return pythonScript({ model, prompt, edits, watch: this.#ids(watch) }, this.#bert);
  }

  /** Frees the model's memory and threads; nothing can be asked afterwards. */
  close(): Promise<void> {
    return this.#bert.close();
  }

  async #targetOf(prompt: string, word: Word | undefined, signal: AbortSignal | undefined): Promise<Token> {
    if (word !== undefined) return this.token(word);
    return (await this.predict(prompt, { top: 1, ...(signal ? { signal } : {}) })).target;
  }

  #ids(words: readonly Word[]): readonly number[] {
    return words.map((word) => this.token(word).id);
  }

  #idOrNull(word: Word | undefined): number | null {
    return word === undefined ? null : this.token(word).id;
  }
}
