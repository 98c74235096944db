/** What is decided and said around the loading of a model. */
import { messageOf } from '../errors';
import type { ModelInfo, ModelSource } from '../worker/api';
import type { RemoteEngine } from '../worker/client';
import { editsIn, isEarlierBuiltin, nameOfSource } from '../state/models';
import type { AppStore } from '../state/store';

export const BUILTIN: ModelSource = { kind: 'builtin' };

/**
 * What to start with: the model of the last visit, where it is still in this browser's storage. Nothing is downloaded
 * that nobody asked for now.
 */
export async function keptSource(store: AppStore, api: RemoteEngine, source: ModelSource): Promise<ModelSource> {
  if (source.kind !== 'hub') return source;
  try {
    const stored = await api.storedModels();
    if (stored.some(({ id, commit, complete }) => complete && id === source.id && commit === source.revision))
      return source;
    sayFallback(store, source, 'It is not in this browser’s storage.');
  } catch (error) {
    sayFallback(store, source, messageOf(error));
  }
  return BUILTIN;
}

export function sayFallback(store: AppStore, source: ModelSource, why: string): void {
  store.getState().notify({
    tone: 'problem',
    text: `This is the built-in model, since ${nameOfSource(source)} could not be loaded: ${why} What you did with it is kept.`,
    action: openModels(store),
  });
}

/** Where the models are in sight they show it themselves. */
export function sayFailure(store: AppStore, name: string, message: string): void {
  const { modelsOpen, notify } = store.getState();
  store.setState({ loadError: { name, message } });
  if (!modelsOpen)
    notify({
      tone: 'problem',
      cause: 'load',
      text: `${name} was not loaded. ${message} The model before is still in use.`,
      action: openModels(store),
    });
}

function openModels(store: AppStore) {
  return { label: 'Models', run: () => store.getState().setModelsOpen(true) };
}

/** The same model the next time, too: a branch may have moved on by then, a commit stays. */
export function sourceOfInfo({ origin }: ModelInfo, source: ModelSource): ModelSource {
  return origin.kind === 'hub' ? { kind: 'hub', id: origin.id, revision: origin.commit } : source;
}

/** What the visitor should know about the model that is there now, and about the work that it took the place of. */
export function greet(store: AppStore, info: ModelInfo, hasLeftWork: boolean): void {
  const { notify, settle, aside, edits, modelsOpen } = store.getState();
  settle('load');
  const are = (number: number, of: string) =>
    `Your ${number} ${number === 1 ? 'edit' : 'edits'} of ${of} ${number === 1 ? 'is' : 'are'}`;
  const left = hasLeftWork ? aside[0] : undefined;
  const sentences = [
    ...(left && editsIn(left.edits) > 0 && !isEarlierBuiltin(left, info)
      ? [`${are(editsIn(left.edits), `“${left.name}”`)} kept for when it is loaded again.`]
      : []),
    ...(hasLeftWork && editsIn(edits) > 0 ? [`${are(editsIn(edits), `“${info.name}”`)} back.`] : []),
  ];
  if (sentences.length > 0) notify({ tone: 'info', text: sentences.join(' ') });
  const earlier = hasLeftWork
    ? aside.find((work) => isEarlierBuiltin(work, info) && editsIn(work.edits) > 0)
    : undefined;
  if (earlier)
    notify({
      tone: 'problem',
      text: `The built-in model has changed since; neurons have other meanings in this one. ${are(editsIn(earlier.edits), 'the earlier one')} kept under Models.`,
      action: { label: 'Open them on this model', run: () => store.getState().openAside(earlier.hash) },
    });
  // The models' own panel shows them beside the model.
  if (!modelsOpen) for (const notice of info.notices) notify({ tone: 'info', text: notice });
}
