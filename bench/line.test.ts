import { connect, createServer, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { openLine, Pace } from './line';

it('lets bytes through as fast as the line, one after the other', () => {
  let now = 100;
  // A byte a millisecond.
  const pace = new Pace(8, () => now);
  expect(pace.delay(10)).toBe(10);
  expect(pace.delay(10)).toBe(20);
  now = 115;
  expect(pace.delay(5)).toBe(10);
});

it('makes up for a tenth of a second in which nothing passed, and for no more', () => {
  let now = 0;
  const pace = new Pace(8, () => now);
  expect(pace.delay(1)).toBe(1);
  now = 50;
  expect([pace.delay(49), pace.delay(7)]).toEqual([0, 7]);
  now = 5000;
  expect([pace.delay(100), pace.delay(7)]).toEqual([0, 7]);
});

it('carries what the server says, whole, and ends with it', async () => {
  const said = new Uint8Array(100_000).map((_, i) => i % 251);
  const server = createServer((socket) => socket.end(said));
  await new Promise<void>((listening) => server.listen(0, listening));
  const line = await openLine((server.address() as AddressInfo).port, 1000);
  try {
    expect((await buffer(connect(line.port))).equals(said)).toBe(true);
  } finally {
    line.close();
    server.close();
  }
});
