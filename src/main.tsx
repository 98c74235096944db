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
import { followLinks } from './keeping/links';
import { store } from './components/store';
import { createEngine } from './worker/client';

function start(root: HTMLElement): void {
  followTheme(store);
  const session = startSession(store, createEngine);
  followLinks(store, session);
  createRoot(root).render(
    <StrictMode>
      <SessionContext value={session}>
        <App />
      </SessionContext>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root.');
if (!(await reloadsForIsolation())) start(root);
