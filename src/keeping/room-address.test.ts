import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAppStore } from '../state/store';
import { followRooms } from './room-address';

let address: { hash: string; pathname: string; search: string };
let entries: string[];
let back: () => void;
beforeEach(() => {
  address = { hash: '', pathname: '/engram/', search: '?hub=x' };
  entries = [];
  const go = (to: string) => (address.hash = /#.*$/.exec(to)?.[0] ?? '');
  vi.stubGlobal('location', address);
  vi.stubGlobal('window', { addEventListener: (_: string, listener: () => void) => (back = listener) });
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, to: string) => void (entries.splice(-1, 1, to), go(to)),
    pushState: (_: unknown, __: string, to: string) => void (entries.push(to), go(to)),
  });
});
afterEach(() => vi.unstubAllGlobals());

it('going into a room is a step, and going back opens the one before', () => {
  const store = createAppStore();
  followRooms(store);
  store.getState().setRoom('fact');
  store.getState().setRoom('relation');
  expect(entries).toEqual(['/engram/?hub=x', '/engram/?hub=x#fact', '/engram/?hub=x#relation']);
  address.hash = '#fact';
  back();
  expect([store.getState().room, entries.length]).toEqual(['fact', 3]);
  address.hash = '';
  back();
  expect([store.getState().room, entries.length]).toEqual(['explore', 3]);
});

it('an address with a room opens it; without one it is the room that was kept', () => {
  address.hash = '#layers';
  const asked = createAppStore();
  followRooms(asked);
  expect([asked.getState().room, entries]).toEqual(['layers', []]);
  address.hash = '';
  const kept = createAppStore();
  kept.setState({ room: 'prompts' });
  followRooms(kept);
  expect([kept.getState().room, entries]).toEqual(['prompts', ['/engram/?hub=x#prompts']]);
});

it('a link is left to whoever opens links', () => {
  address.hash = '#e1=abc';
  const store = createAppStore();
  followRooms(store);
  back();
  expect([store.getState().room, entries, address.hash]).toEqual(['explore', [], '#e1=abc']);
});
