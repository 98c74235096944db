import { expect, test } from 'vitest';
import { relu } from '../graph/build';
import { program } from '../graph/program';
import { SharedSessions } from './shared-sessions';

const asked = program('asked', (graph) => ({ y: relu(graph.input('x', ['B'])) }));

function counted(failing: () => boolean = () => false) {
  let made = 0;
  const open = new Set<string>();
  const sessions = new SharedSessions<string>(
    async () => {
      await Promise.resolve();
      if (failing()) throw new Error('no room');
      const session = `session ${++made}`;
      open.add(session);
      return session;
    },
    async (session) => {
      open.delete(session);
    },
  );
  return { sessions, open };
}

test('a program is compiled once for all who take it, and released by the last', async () => {
  const { sessions, open } = counted();
  const taken = await Promise.all([sessions.take(asked), sessions.take(asked)]);
  expect(taken).toEqual(['session 1', 'session 1']);
  await sessions.give(asked);
  expect([...open]).toEqual(['session 1']);
  await sessions.give(asked);
  expect([...open]).toEqual([]);
  expect(await sessions.take(asked)).toBe('session 2');
});

test('where compiling fails all who wait hear of it, and the next take tries again', async () => {
  let failing = true;
  const { sessions, open } = counted(() => failing);
  const retried = sessions.take(asked).catch(() => {
    failing = false;
    return sessions.take(asked);
  });
  const second = sessions.take(asked);
  await expect(second).rejects.toThrow('no room');
  expect(await retried).toBe('session 1');
  expect(await sessions.take(asked)).toBe('session 1');
  await sessions.give(asked);
  await sessions.give(asked);
  expect([...open]).toEqual([]);
});
