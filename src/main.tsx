/** Starts the page: the state, the session with the engine, and React. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './components/App';
import { SessionContext } from './components/session';
import { followTheme } from './components/theme';
import './components/styles/index.css';
import { reloadsForIsolation } from './isolation';
import { startSession } from './session/session';
import { browserStorage, createKeptStore } from './keeping/kept-store';
import { followLinks } from './keeping/links';
import { StoreContext } from './components/store';
import { createEngine } from './worker/client';

function start(root: HTMLElement): void {
  const store = createKeptStore(browserStorage());
  followTheme(store);
  const session = startSession(store, createEngine);
  followLinks(store, session);
  createRoot(root).render(
    <StrictMode>
      <StoreContext value={store}>
        <SessionContext value={session}>
          <App />
        </SessionContext>
      </StoreContext>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root.');
if (!(await reloadsForIsolation())) start(root);
