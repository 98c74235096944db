/**
 * Teaching a fact a new answer (Dai et al. 2022, section 5.1): the value vector of each of its knowledge neurons loses
 * the old answer's embedding and gains the new one's. Neurons that serve many other facts are spared.
 */
import type { Token } from '../checkpoint/tokenizer';
import { neuronKey, type EditsDocument, type NeuronRef, type ValueOp } from '../knowledge/edits/edits';
import type { ProbeReading } from '../knowledge/measures/probes';
import { UPDATE } from './protocol';

export interface Lambdas {
  /** How much of the old answer to take away; the paper: 1. */
  readonly lambda1: number;
  /** How much of the new answer to add; the paper: 8, which is more than most models need (see UPDATE). */
  readonly lambda2: number;
}

export interface SharedNeuron extends NeuronRef {
  /** Share of the other facts whose set holds it; 0 where there are none. */
  readonly share: number;
  readonly isSpared: boolean;
}

/**
 * Each neuron with the share of the other facts that it serves. It is spared from a share on, and only where that is more
 * than one fact: of few facts a single one is share enough, and would spare neurons by accident.
 */
export function spareShared(
  neurons: readonly NeuronRef[],
  otherFacts: readonly (readonly NeuronRef[])[],
  sparedFrom: number = UPDATE.sparedFrom,
): readonly SharedNeuron[] {
  const sets = otherFacts.map((set) => new Set(set.map(neuronKey)));
  return neurons.map(({ layer, neuron }) => {
    const serving = sets.filter((set) => set.has(neuronKey({ layer, neuron }))).length;
    const share = sets.length === 0 ? 0 : serving / sets.length;
    return { layer, neuron, share, isSpared: share >= sparedFrom && serving >= UPDATE.sparedFacts };
  });
}

/** `v += -lambda1 |v|/|E[from]| E[from] + lambda2 |v|/|E[to]| E[to]` on every given neuron; tokens by id. */
export function updateEdits(
  neurons: readonly NeuronRef[],
  from: number,
  to: number,
  { lambda1, lambda2 }: Lambdas,
): EditsDocument {
  const ops = [{ add: { tokenId: from, lambda: -lambda1 } }, { add: { tokenId: to, lambda: lambda2 } }];
  return { version: 1, neurons: [], values: neurons.map(({ layer, neuron }) => ({ layer, neuron, ops })) };
}

/** Names the words that it adds, so that a person can read the edits and another model can look them up. */
function inWords(document: EditsDocument, words: readonly Token[]): EditsDocument {
  const nameOf = (op: ValueOp): ValueOp => {
    if (!('add' in op) || !('tokenId' in op.add)) return op;
    const { tokenId, lambda } = op.add;
    const found = words.find(({ id }) => id === tokenId);
    return found ? { add: { token: found.token, lambda } } : op;
  };
  return { ...document, values: document.values.map((edit) => ({ ...edit, ops: edit.ops.map(nameOf) })) };
}

/** Teaches a new answer to the neurons that are not spared. */
export function teachEdits(
  set: readonly SharedNeuron[],
  { from, to, lambdas }: { readonly from: Token; readonly to: Token; readonly lambdas: Lambdas },
): EditsDocument {
  const neurons = set.filter(({ isSpared }) => !isSpared);
  return inWords(updateEdits(neurons, from.id, to.id, lambdas), [from, to]);
}

/** Why an update has nothing to rewrite: no neuron was found, or all serve other facts, too. */
export type Skip = 'noNeurons' | 'allSpared';

/** Null where there is something to rewrite. */
export function skipOf(set: readonly SharedNeuron[]): Skip | null {
  if (set.length === 0) return 'noNeurons';
  return set.every(({ isSpared }) => isSpared) ? 'allSpared' : null;
}

/** Whether edits that are on write a token into any neuron. */
export function addsToken({ values }: EditsDocument, { id, token }: Token): boolean {
  const adds = (op: ValueOp) =>
    'add' in op && op.add.lambda > 0 && ('token' in op.add ? op.add.token === token : op.add.tokenId === id);
  return values.some(({ off, ops }) => !off && ops.some(adds));
}

export interface AnswerCounts {
  readonly paraphrases: number;
  /** First answer is another than before. */
  readonly changed: number;
  /** First answer is the new one. */
  readonly succeeded: number;
  /** First answer is the same as before. */
  readonly unmoved: number;
}

/** How many paraphrases an update changed, and in how many the new answer (token id; null: there is none) came first. */
export function countAnswers(
  before: readonly ProbeReading[],
  after: readonly ProbeReading[],
  to: number | null,
): AnswerCounts {
  const changed = before.filter(({ top }, i) => top.id !== after[i]!.top.id).length;
  const succeeded = after.filter(({ top }) => top.id === to).length;
  return { paraphrases: before.length, changed, succeeded, unmoved: before.length - changed };
}
