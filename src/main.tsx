/** Starts the page: the state with what came along with the page, the session with the engine, and React. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import firstAnswers from '../models/beforehand/first.json';
import roomAnswers from '../models/beforehand/rooms.json?url';
import { App } from './components/App';
import { SessionContext } from './components/session';
import { followTheme } from './components/theme';
import './components/styles/index.css';
import { reloadsForIsolation } from './isolation';
import { keepForOffline } from './offline';
import { startSession } from './session/session';
import { showBeforehand, type FirstAnswers } from './keeping/beforehand';
import { bringRoomAnswers } from './keeping/beforehand-rooms';
import { embedIn } from './keeping/embed-request';
import { browserStorage, createKeptStore, isFirstVisit } from './keeping/kept-store';
import { followLessons } from './keeping/lessons/walk';
import { followLinks } from './keeping/links';
import { followAddress } from './keeping/address';
import { StoreContext } from './components/store';
import { createEngine } from './worker/client';

function start(root: HTMLElement): void {
  const storage = browserStorage();
  const isFirst = isFirstVisit(storage);
  const store = createKeptStore(storage);
  followTheme(store);
  showBeforehand(store, firstAnswers as FirstAnswers);
  followAddress(store);
  bringRoomAnswers(store, { isFirstVisit: isFirst, fetchText: () => fetchText(roomAnswers) });
  const session = startSession(store, createEngine);
  followLinks(store, session);
  followLessons({ store, help: session });
  // While developing, what is kept would be what was.
  if (import.meta.env.PROD) keepForOffline(store);
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

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response.text();
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root.');
const embed = embedIn(location.search);
if (embed) {
  const { startEmbedded } = await import('./embedded');
  startEmbedded(root, embed, {
    firstAnswers: firstAnswers as FirstAnswers,
    fetchRoomAnswers: () => fetchText(roomAnswers),
  });
} else if (!(await reloadsForIsolation())) start(root);
