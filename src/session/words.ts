/**
 * Words that were kept from before may come from another vocabulary: each is looked up anew, and where the model lacks it,
 * it is given up (the model whose word it was has it put aside).
 */
import type { Token } from '../worker/api';
import type { State } from '../state/store';
import type { Desk } from './desk';

export async function checkWords({ store, api }: Desk): Promise<void> {
  const { target, waiting, fact, teachTo, beside } = store.getState();
  /** The same word in this model; the very same object where nothing changes. */
  const here = async (token: Token): Promise<Token | null> => {
    // A continuation piece is no word that could be looked up.
    if (token.token.startsWith('##')) return token;
    const found = await api.lookUp(token.token);
    if (!found.ok) return null;
    return found.token.id === token.id ? token : { id: found.token.id, token: found.token.token };
  };
  const rooms = Object.entries(waiting);
  const [newTarget, factTarget, newTeachTo, besideTarget, ...newTargets] = await Promise.all([
    target && here(target),
    fact && here(fact.target),
    teachTo && here(teachTo),
    beside.target && here(beside.target),
    ...rooms.map(([, subject]) => subject.target && here(subject.target)),
  ]);
  const state = store.getState();
  if (state.target === target) state.setTarget(newTarget);
  if (state.waiting === waiting) {
    const found = rooms.map(([room, subject], i) => [room, { ...subject, target: newTargets[i] ?? null }]);
    store.setState({ waiting: Object.fromEntries(found) as State['waiting'] });
  }
  if (state.teachTo === teachTo && newTeachTo !== teachTo) store.setState({ teachTo: newTeachTo });
  if (state.beside === beside && besideTarget !== beside.target) state.setBeside({ target: besideTarget });
  if (fact === null || state.fact !== fact || factTarget === fact.target) return;
  if (factTarget) store.setState({ fact: { ...fact, target: factTarget } });
  else {
    // What was found about it stays: it names its model, and is shown again with it.
    store.setState({ fact: null, factReadings: null });
    state.notify({
      tone: 'info',
      text: `This model does not have “${fact.target.token}” as one word, so the fact about it was closed.`,
    });
  }
}
