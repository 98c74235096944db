/** What is decided and said around the loading of a model. */
import { messageOf } from '../errors';
import type { ModelInfo, ModelSource } from '../worker/api';
import type { RemoteEngine } from '../worker/client';
import { nameOfSource } from '../state/models';
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
  const { notify, aside, edits, modelsOpen } = store.getState();
  const count = ({ neurons, values }: typeof edits) => neurons.length + values.length;
  const named = (number: number) => `${number} ${number === 1 ? 'edit' : 'edits'}`;
  const left = hasLeftWork ? aside[0] : undefined;
  const sentences = [
    ...(left && count(left.edits) > 0
      ? [
          `Your ${named(count(left.edits))} of “${left.name}” ${count(left.edits) === 1 ? 'is' : 'are'} kept for when it is loaded again.`,
        ]
      : []),
    ...(hasLeftWork && count(edits) > 0
      ? [`Your ${named(count(edits))} of “${info.name}” ${count(edits) === 1 ? 'is' : 'are'} back.`]
      : []),
  ];
  if (sentences.length > 0) notify({ tone: 'info', text: sentences.join(' ') });
  // The models' own panel shows them beside the model.
  if (!modelsOpen) for (const notice of info.notices) notify({ tone: 'info', text: notice });
}
