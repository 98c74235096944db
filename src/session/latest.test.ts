import { describe, expect, it } from 'vitest';
import { Latest } from './latest';

const soon = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('latest-wins work', () => {
  it('runs one at a time and skips all but the newest of those that wait', async () => {
    const done: number[] = [];
    let running = 0;
    const work = new Latest(async (request: number) => {
      expect(++running).toBe(1);
      await soon();
      running--;
      done.push(request);
    });
    for (let request = 0; request < 50; request++) work.request(request);
    while (done.length < 2) await soon();
    work.request(99);
    while (done.length < 3) await soon();
    expect(done).toEqual([0, 49, 99]);
  });
});
