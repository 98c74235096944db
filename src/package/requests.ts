/** What a script asks a model, and what it is told: the options and results of EngramModel's methods. */
import type { Token } from '../checkpoint/tokenizer';
import type { Chosen } from '../experiments/fact-evidence';
import type { Lambdas } from '../experiments/update';
import type { Measured } from '../experiments/measure';
import type { Verdict } from '../experiments/verdict';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import type { DoseCurves } from '../knowledge/measures/dose';
import type { Evidence } from '../knowledge/measures/evidence';
import type { Prediction } from '../knowledge/measures/reading';
import type { CountedNeuron, Thresholds } from '../knowledge/measures/refined-set';
import type { Attribution, AttributionProgress, Quadrature } from '../knowledge/paths/attribution';
import type { Library } from '../library/library';

/** A word that is one token of the model, or a token's id. */
export type Word = string | number;

export interface AskOptions {
  /** The model that is asked; without any, as it was trained. */
  readonly edits?: EditsDocument;
  /** Ends the work between two runs; the call then rejects with the code 'cancelled'. */
  readonly signal?: AbortSignal;
}

export interface PredictOptions extends AskOptions {
  /** The word that is followed; default: what the unedited model says first. */
  readonly target?: Word;
  /** How many of the highest predictions to give; default: 10. */
  readonly top?: number;
  /** Other words to read. */
  readonly watch?: readonly Word[];
}

export interface AttributeOptions extends AskOptions {
  /** The word whose probability is attributed; default: what the unedited model says first. */
  readonly target?: Word;
  /**
   * How the path's integral is taken; default: adaptive, until each layer's scores miss their sum by 1e-5 of P at most. The
   * paper's published code: the method `riemann-left` with 20 points, whatever the tolerance.
   */
  readonly quadrature?: Quadrature;
  readonly onProgress?: (progress: AttributionProgress) => void;
}

export interface PromptAttribution extends Omit<Attribution, 'probability'> {
  readonly tokens: readonly Token[];
  readonly maskIndex: number;
  /** With P(a). */
  readonly target: Prediction;
}

export interface LensOptions extends AskOptions {
  /** Default: none is followed. */
  readonly target?: Word;
  /** Predictions to give after each layer; default: 5. */
  readonly top?: number;
}

export interface DoseOptions extends AskOptions {
  readonly neurons: readonly NeuronRef[];
  /** Default: 0 to 5 in steps of a quarter. */
  readonly gains?: readonly number[];
  /** Default: 'mask'. */
  readonly at?: 'mask' | 'all';
  readonly target?: Word;
  readonly watch?: readonly Word[];
}

export interface DoseResponse extends DoseCurves {
  readonly gains: readonly number[];
  readonly target: readonly number[];
  /** The word that `target` is about. */
  readonly token: Token;
}

export interface AttentionOptions extends AskOptions {
  readonly target?: Word;
  /** Largest completeness residual to accept, as a share of P; default: 1e-2. */
  readonly tolerance?: number;
}

export interface Count {
  /** Tokens to name at each end; default: 10. */
  readonly count?: number;
}

export interface PythonOptions {
  /** Folder or name on the Hugging Face Hub that the script opens. */
  readonly model: string;
  readonly edits?: EditsDocument;
  readonly watch?: readonly Word[];
}

export interface FactsOptions {
  /** At most so many facts, the best known first; default: 12. */
  readonly facts?: number;
  /** At most so many wordings of each; default: 3. */
  readonly wordings?: number;
  /** The one fact that is about it. */
  readonly subject?: string;
}

/** A fact: the wordings that ask for it, each with one [MASK], and the word that is right. */
export interface FactWordings {
  readonly prompts: readonly string[];
  readonly target: Word;
}

export interface LongWork {
  readonly signal?: AbortSignal;
  /** Told the share of the whole that is done, 0..1. */
  readonly onShare?: (share: number) => void;
}

export interface FactNeuronsOptions extends LongWork {
  /** Default: the paper's, t = 0.2 and s = 0.7. */
  readonly thresholds?: Chosen;
  /** Default: 'attribution'; the paper's baseline: 'activation'. */
  readonly by?: 'attribution' | 'activation';
}

export interface FoundFactNeurons {
  /** In the most wordings first. */
  readonly neurons: readonly CountedNeuron[];
  readonly thresholds: Thresholds;
  /** By wording. */
  readonly evidence: readonly Evidence[];
}

export interface UpdateOptions extends LongWork {
  readonly to: Word;
  /** What the fact is about, and its relation in the library: then neurons of the relation's other facts are spared, and side effects measured. */
  readonly subject?: string;
  readonly relation?: string;
  readonly library?: Library;
  readonly thresholds?: Chosen;
  /** Default: 1 and 2; the paper: 1 and 8. */
  readonly lambdas?: Lambdas;
  /** Draws of random neurons beside the edit; default: 19, the least that a verdict asks for. */
  readonly draws?: number;
  /** Of the first draw; default: 1. */
  readonly seed?: number;
}

export interface ErasureOptions extends LongWork {
  readonly library: Library;
  /** Neurons to erase; default: 60 of those that matter more to the relation than to others. */
  readonly count?: number;
  readonly draws?: number;
  readonly seed?: number;
}

export interface ControlsOptions extends LongWork {
  readonly edits: EditsDocument;
  readonly draws?: number;
  readonly seed?: number;
}

/** Edits beside the same ones on other neurons, with what may be concluded. */
export interface MeasuredControls extends Measured {
  readonly verdict: Verdict;
}
