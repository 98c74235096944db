/**
 * Changes to an edits document, each giving a new document and leaving the old one alone. A list holds at most one edit
 * a neuron and place this way: setting a gain again replaces it where it stands. What has no effect any more leaves.
 */
import type { EditsDocument, NeuronEdit, NeuronRef, ValueEdit, ValueOp } from './edits';

export type EditPlace = 'mask' | 'all';

/** Names an edit of the document by its list and its place in it. */
export interface EditKey {
  readonly list: 'neurons' | 'values';
  readonly index: number;
}

/** A token to add: by its text, or by its id where it has none of its own. */
export type TokenToAdd = { readonly token: string } | { readonly tokenId: number };

const same = (a: NeuronRef, b: NeuronRef): boolean => a.layer === b.layer && a.neuron === b.neuron;

/** Scales the neuron's activation; a gain of 1 removes the edit. */
export function setGain(document: EditsDocument, ref: NeuronRef, at: EditPlace, gain: number): EditsDocument {
  return withNeuron(document, ref, at, gain === 1 ? null : { layer: ref.layer, neuron: ref.neuron, at, gain });
}

/** Sets the neuron's activation to a fixed value. */
export function setValue(document: EditsDocument, ref: NeuronRef, at: EditPlace, value: number): EditsDocument {
  return withNeuron(document, ref, at, { layer: ref.layer, neuron: ref.neuron, at, value });
}

/** Sets the value vector to zero; earlier steps on it would have no effect any more, so they leave. */
export function eraseValue(document: EditsDocument, ref: NeuronRef): EditsDocument {
  return withOps(document, ref, () => [{ erase: true }]);
}

/** Adds lambda times a token's embedding (scaled to the vector's norm); the same token again sums the lambdas. */
export function addToken(document: EditsDocument, ref: NeuronRef, token: TokenToAdd, lambda: number): EditsDocument {
  const isSame = (op: ValueOp) =>
    'add' in op &&
    ('token' in token
      ? 'token' in op.add && op.add.token === token.token
      : 'tokenId' in op.add && op.add.tokenId === token.tokenId);
  return withOps(document, ref, (ops) => {
    const before = ops.find(isSame);
    const sum = lambda + (before && 'add' in before ? before.add.lambda : 0);
    const added: ValueOp = { add: { ...token, lambda: sum } };
    if (!before) return [...ops, added];
    return ops.flatMap((op) => (op === before ? (sum === 0 ? [] : [added]) : [op]));
  });
}

/** Takes one step out of the rewriting of a value vector. */
export function removeOp(document: EditsDocument, ref: NeuronRef, step: number): EditsDocument {
  return withOps(document, ref, (ops) => ops.filter((_, i) => i !== step));
}

export function removeEdit(document: EditsDocument, { list, index }: EditKey): EditsDocument {
  return { ...document, [list]: document[list].filter((_, i) => i !== index) };
}

/** Switches an edit off, keeping it in the list, or on again. */
export function toggle(document: EditsDocument, { list, index }: EditKey): EditsDocument {
  const flip = <T extends { readonly off?: boolean }>({ off, ...edit }: T) => (off ? edit : { ...edit, off: true });
  return {
    ...document,
    [list]: document[list].map((edit, i) => (i === index ? flip<NeuronEdit | ValueEdit>(edit) : edit)),
  };
}

/** The document without any edit. */
export function clear(document: EditsDocument): EditsDocument {
  return { ...document, neurons: [], values: [] };
}

export function countActive({ neurons, values }: EditsDocument): number {
  return [...neurons, ...values].filter((edit) => !edit.off).length;
}

/** The edit of a neuron's activation at a place, if there is one. */
export function neuronEdit(document: EditsDocument, ref: NeuronRef, at: EditPlace): NeuronEdit | undefined {
  return document.neurons.find((edit) => same(edit, ref) && edit.at === at);
}

/** The rewriting of a neuron's value vector, if there is one. */
export function valueEdit(document: EditsDocument, ref: NeuronRef): ValueEdit | undefined {
  return document.values.find((edit) => same(edit, ref));
}

/** One line for lists: "Layer 3, neuron 41: activation × 0 at [MASK]". `nameOf` gives the token of an id, where it is known. */
export function describeEdit(
  edit: NeuronEdit | ValueEdit,
  nameOf: (id: number) => string = (id) => `token ${id}`,
): string {
  const neuron = `Layer ${edit.layer}, neuron ${edit.neuron}`;
  if ('ops' in edit)
    return `${neuron}: value vector ${edit.ops.map((op) => describeOp(op, nameOf)).join(', ') || 'unchanged'}`;
  const what = edit.gain === undefined ? `= ${short(edit.value)}` : `\u00d7 ${short(edit.gain)}`;
  return `${neuron}: activation ${what} ${edit.at === 'mask' ? 'at [MASK]' : 'at every token'}`;
}

/** "erased", "+ 8 × Tokyo", "− 1 × baku". */
export function describeOp(op: ValueOp, nameOf: (id: number) => string = (id) => `token ${id}`): string {
  if ('erase' in op) return 'erased';
  const { lambda } = op.add;
  return `${lambda < 0 ? '\u2212' : '+'} ${short(Math.abs(lambda))} \u00d7 ${'token' in op.add ? op.add.token : nameOf(op.add.tokenId)}`;
}

/** At most four significant digits, with a real minus sign. */
function short(x: number): string {
  return String(Number(x.toPrecision(4))).replace('-', '\u2212');
}

function withNeuron(document: EditsDocument, ref: NeuronRef, at: EditPlace, edit: NeuronEdit | null): EditsDocument {
  const isIt = (other: NeuronEdit) => same(other, ref) && other.at === at;
  const neurons = replaced(document.neurons, isIt, edit);
  return neurons === document.neurons ? document : { ...document, neurons };
}

/** Gives the neuron's value edit new steps; without any it leaves the list. An edit that was off is on again. */
function withOps(
  document: EditsDocument,
  ref: NeuronRef,
  change: (ops: readonly ValueOp[]) => readonly ValueOp[],
): EditsDocument {
  const isIt = (other: ValueEdit) => same(other, ref);
  const ops = change(document.values.filter(isIt).flatMap((edit) => edit.ops));
  const values = replaced(
    document.values,
    isIt,
    ops.length === 0 ? null : { layer: ref.layer, neuron: ref.neuron, ops },
  );
  return values === document.values ? document : { ...document, values };
}

/** The first that fits becomes `edit` (or leaves), the others that fit leave; where none fits it comes last. The same list where nothing changes. */
function replaced<T>(list: readonly T[], fits: (item: T) => boolean, edit: T | null): readonly T[] {
  const first = list.findIndex(fits);
  if (first < 0) return edit === null ? list : [...list, edit];
  return list.flatMap((item, i) => (i === first && edit !== null ? [edit] : fits(item) ? [] : [item]));
}
