/** For tests: a component without the page around it, with a store and a session of its own. */
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Session } from '../session/session';
import { createAppStore, type AppStore, type State } from '../state/store';
import type { ModelInfo } from '../worker/api';
import { SessionContext } from './session';
import { StoreContext } from './store';

/** Two layers of eight neurons. */
export const SMALL_MODEL: ModelInfo = {
  id: 'builtin',
  name: 'Small',
  hash: '0123456789abcdef',
  origin: { kind: 'builtin' },
  parameters: 1,
  precision: 'float32',
  memory: { weightsFile: 1, running: 1 },
  notices: [],
  backend: { backend: 'wasm', threads: 1, reason: 'A test.' },
  config: {
    architecture: 'bert',
    vocabSize: 3,
    hiddenSize: 4,
    embeddingSize: 4,
    projectsEmbeddings: false,
    layers: 2,
    distinctLayers: 2,
    heads: 1,
    intermediateSize: 8,
    activation: 'gelu',
    headActivation: 'gelu',
    layerNormEps: 1e-12,
    maxPositions: 32,
    firstPosition: 0,
    typeVocabSize: 2,
    tied: true,
  },
};

function unasked(): never {
  throw new Error('This session is a stand-in. Give it what the component asks for.');
}

/** A session that can do what it is given, and nothing else. */
export function standIn(able: Partial<Session> = {}): Session {
  return {
    lookUp: unasked,
    cancelAttribution: unasked,
    startAttribution: unasked,
    exportModel: unasked,
    python: unasked,
    startTask: unasked,
    cancelTask: unasked,
    loadModel: unasked,
    cancelLoad: unasked,
    inspect: unasked,
    refreshStored: unasked,
    deleteStored: unasked,
    restart: unasked,
    stop: unasked,
    ...able,
  };
}

export function storeWith(state: Partial<State>): AppStore {
  const store = createAppStore();
  store.setState(state);
  return store;
}

/** What it shows at its first render, as HTML. */
export function htmlOf(component: ReactNode, store: AppStore, session: Session = standIn()): string {
  // Without a DOM, React asks a store for the state that it began with; this one begins as it is now.
  const begun: AppStore = { ...store, getInitialState: store.getState };
  return renderToStaticMarkup(
    <StoreContext value={begun}>
      <SessionContext value={session}>
        <Tooltip.Provider>{component}</Tooltip.Provider>
      </SessionContext>
    </StoreContext>,
  );
}

/** The texts of the elements of a kind, as they stand in the HTML. */
export function textsOf(html: string, tag: string): readonly string[] {
  return [...html.matchAll(new RegExp(`<${tag}[ >].*?</${tag}>`, 'g'))].map(([element]) =>
    element
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}
