/** The model that a link is for: had at once where that costs nothing, after a question where it is a long download. */
import { messageOf } from '../errors';
import { parseHubAddress } from '../hub/address';
import type { FoundSource, ModelInfo, ModelPreview, ModelSource, TargetLookup } from '../worker/api';
import type { AppStore } from '../state/store';
import type { Redone } from './link-state';

/** What the session does for links. */
export interface LinkHelp {
  lookUp(word: string): Promise<TargetLookup>;
  inspect(source: FoundSource): Promise<ModelPreview>;
  loadModel(source: ModelSource): Promise<ModelInfo | null>;
  startWork(name: Redone): void;
}

/** Bytes that a link may download without a question. */
const WITHOUT_ASKING = 20_000_000;

/** Loads the model that the link names; null where it is not to be had, which a notice then explains, or not wanted. */
export async function modelForLink(
  store: AppStore,
  help: LinkHelp,
  id: string,
  here: ModelInfo,
): Promise<ModelInfo | null> {
  const { notify } = store.getState();
  const source = sourceOf(id);
  if (!source) {
    notify({
      tone: 'problem',
      cause: 'link',
      text: `This link is for the model “${id}” from its sender’s disk, and this page runs “${here.name}”. Drop that model’s folder here, then open the link again. Your work is as it was.`,
    });
    return null;
  }
  try {
    if (source.kind === 'hub') {
      const preview = await help.inspect(source);
      if (preview.problem !== null) throw new Error(preview.problem);
      if (preview.bytes - preview.stored > WITHOUT_ASKING && !(await ask(store, preview))) return null;
    }
    return await help.loadModel(source);
  } catch (error) {
    notify({
      tone: 'problem',
      cause: 'link',
      text: `This link is for the model “${id}”, which could not be loaded: ${messageOf(error)} Your work is as it was.`,
    });
    return null;
  }
}

function sourceOf(id: string): ModelSource | null {
  if (id === 'builtin') return { kind: 'builtin' };
  return id.includes('@') ? { kind: 'hub', ...(parseHubAddress(id) ?? { id }) } : null;
}

function ask(store: AppStore, preview: ModelPreview): Promise<boolean> {
  store.getState().linkQuestion?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      store.setState({ linkQuestion: null });
      resolve(yes);
    };
    store.setState({ linkQuestion: { preview, answer } });
  });
}
