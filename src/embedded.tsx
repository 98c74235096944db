/**
 * Starts the page as one picture in another page's frame. It has the question that its address brings, keeps nothing, and
 * neither reads nor writes what a visitor of the full page keeps; no service worker comes with it, so it has as many
 * threads as the page around it allows.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Embed } from './components/embed/Embed';
import { EmbedUnknown } from './components/embed/EmbedUnknown';
import { SessionContext } from './components/session';
import { StoreContext } from './components/store';
import { followTheme } from './components/theme';
import { showBeforehand, type FirstAnswers } from './keeping/beforehand';
import { bringRoomAnswers } from './keeping/beforehand-rooms';
import { talkToParent } from './keeping/embed-messages';
import type { EmbedRequest } from './keeping/embed-request';
import { pictureOf } from './figures/picture-of';
import { createKeptStore } from './keeping/kept-store';
import { followLinks, openFragment } from './keeping/links';
import { keepToPicture } from './session/embedded';
import { startSession } from './session/session';
import { createEngine } from './worker/client';

interface Along {
  /** What came along with the page. */
  readonly firstAnswers: FirstAnswers;
  fetchRoomAnswers(): Promise<string>;
}

export function startEmbedded(root: HTMLElement, request: EmbedRequest, along: Along): void {
  const { picture, prompt, target } = request;
  const store = createKeptStore(null);
  store.setState({ theme: request.theme });
  followTheme(store);
  if (picture === null) {
    createRoot(root).render(<EmbedUnknown name={request.name} />);
    return;
  }
  const isLink = location.hash.startsWith('#e');
  const ownPrompt = !isLink && prompt !== null;
  // A word is looked up as soon as there is a model.
  if (ownPrompt) store.setState({ prompt, target: target === null ? null : { id: 0, token: target } });
  showBeforehand(store, along.firstAnswers);
  bringRoomAnswers(store, { isFirstVisit: !isLink && !ownPrompt, fetchText: along.fetchRoomAnswers });
  const session = startSession(store, createEngine);
  followLinks(store, session);
  keepToPicture(store, session, { picture, ownPrompt });
  createRoot(root).render(
    <StrictMode>
      <StoreContext value={store}>
        <SessionContext value={session}>
          <Embed picture={picture} />
        </SessionContext>
      </StoreContext>
    </StrictMode>,
  );
  if (window.parent === window) return;
  const tellHeight = talkToParent(store, window, {
    picture,
    parent: request.parent,
    tableOf: (name, state) => pictureOf(name, state)?.table ?? null,
    open: (fragment) => openFragment(store, session, fragment),
  });
  new ResizeObserver(() => tellHeight(root.getBoundingClientRect().height)).observe(root);
}
