/** Fetches the library of relations when a room first needs it. */
import { messageOf } from '../errors';
import { loadLibrary } from '../library/library';
import { searchOf } from '../library/search';
import type { AppStore } from '../state/store';

/** Fetches the library once a room is open that works with it, or a neuron is looked at; a failure is said, and tried again with the next visit. */
export function followLibrary(store: AppStore): () => void {
  let loading = false;
  const load = async () => {
    loading = true;
    store.setState({ libraryError: null });
    try {
      const library = await loadLibrary(fetchText);
      store.setState({ library: { ...library, ...searchOf(library) } });
    } catch (error) {
      store.setState({ libraryError: messageOf(error) });
    }
    loading = false;
  };
  return store.subscribe(
    (state) => (state.room !== 'explore' || state.selected.length === 1) && state.library === null,
    (needed) => {
      if (needed && !loading) void load();
    },
    { fireImmediately: true },
  );
}

async function fetchText(name: string): Promise<string> {
  const response = await fetch(new URL(`models/relations/${name}`, document.baseURI));
  if (!response.ok)
    throw new Error(
      `The library of facts could not be loaded: ${name} answered ${response.status}. Reload the page to try again.`,
    );
  return response.text();
}
