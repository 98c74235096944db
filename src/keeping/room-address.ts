/**
 * The room that is open stands in the address (`#fact`), and going into another is a step of the browser's history: Back
 * and Forward walk through the rooms, and an address with a room opens it. Links have a form of their own (link.ts).
 */
import type { AppStore } from '../state/store';
import { ROOMS, type Room } from '../state/view';

/** The first room needs no name. */
const FIRST: Room = 'explore';

export function addressOfRoom(room: Room): string {
  return location.pathname + location.search + (room === FIRST ? '' : `#${room}`);
}

/** Null where the fragment names none. */
function roomIn(fragment: string): Room | null {
  return ROOMS.find((room) => fragment === `#${room}`) ?? null;
}

/** Opens the room in the address, if there is one, and keeps the two in step from then on. */
export function followRooms(store: AppStore): void {
  const { hash } = location;
  const asked = roomIn(hash);
  if (asked !== null) store.getState().setRoom(asked);
  else if (hash === '') history.replaceState(null, '', addressOfRoom(store.getState().room));
  store.subscribe(
    (state) => state.room,
    (room) => {
      if (room !== (roomIn(location.hash) ?? FIRST)) history.pushState(null, '', addressOfRoom(room));
    },
  );
  window.addEventListener('popstate', () => {
    // A link is opened by whoever follows links, wherever the visitor is.
    if (location.hash === '' || roomIn(location.hash) !== null)
      store.getState().setRoom(roomIn(location.hash) ?? FIRST);
  });
}
