/** Steps of the browser's history that the page made itself, and the way back to what they say. */
import { BESIDE_AT_FIRST } from '../state/beside';
import type { AppStore } from '../state/store';
import { decodeLink } from './link';
import { beginningOf, namedModel, type NamedModel } from './link-of-state';
import type { LinkState } from './link-state';
import { whereaboutsIn, type LinkWords } from './open-link';

/** What a step of ours says; null where that is its room alone. */
export function linkIn(fragment: string, model: NamedModel): LinkState | null {
  if (fragment === '') return beginningOf(model);
  const decoded = decodeLink(fragment);
  return decoded?.ok ? decoded.state : null;
}

/** What is not kept over a reload, from the address: the kept work is newer than that where both differ. */
export function selectAgain(store: AppStore, fragment: string): void {
  const state = store.getState();
  const model = namedModel(state);
  if (!model) return;
  const link = linkIn(fragment, model);
  if (link?.modelHash !== model.hash) return;
  if ((link.room ?? 'explore') !== state.room || link.prompt !== state.prompt) return;
  const { selected, editPlace, head, arcsOf } = whereaboutsIn(link, model, wordsHere(link)).there(state);
  store.setState({ selected, editPlace, head, arcsOf });
}

/** The words of a step of one's own, as they are in its model. */
function wordsHere(link: LinkState): LinkWords {
  return {
    target: link.target === '' ? null : { id: link.targetId ?? 0, token: link.target },
    fact: link.fact ?? null,
    other: link.other ?? null,
    teachTo: link.teaching?.to ?? null,
    beside: link.beside ?? BESIDE_AT_FIRST,
  };
}

interface Way {
  readonly link: LinkState;
  readonly model: NamedModel;
  /** Whether it leads into other work, whose edits are then those that were in force there. */
  readonly takesEdits: boolean;
}

/** Leads to a place that the visitor has been at. Neurons of another model stay unselected. */
export function goBack(store: AppStore, { link, model, takesEdits }: Way): void {
  const state = store.getState();
  const isSame = link.modelHash === model.hash;
  const { question, there } = whereaboutsIn(link, model, wordsHere(link));
  const where = there(state);
  state.setRoom(where.room ?? 'explore');
  const { selected = [], ...others } = where;
  store.setState({ ...(isSame ? { ...others, selected } : {}), room: where.room ?? 'explore', ...question });
  if (isSame && takesEdits) state.changeEdits(link.edits);
}
