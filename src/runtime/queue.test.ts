import { describe, expect, it } from 'vitest';
import { CallQueue } from './queue';

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('CallQueue', () => {
  it('never lets two calls overlap', async () => {
    const queue = new CallQueue();
    let running = 0;
    let most = 0;
    const call = async () => {
      most = Math.max(most, ++running);
      await later(1);
      running--;
    };
    await Promise.all(Array.from({ length: 8 }, (_, i) => queue.run(call, i % 2 ? 'interactive' : 'background')));
    expect(most).toBe(1);
    expect(running).toBe(0);
  });

  it('lets interactive calls overtake those that wait', async () => {
    const queue = new CallQueue();
    const order: string[] = [];
    const call = (name: string) => async () => {
      order.push(name);
      await later(1);
    };
    await Promise.all([
      queue.run(call('first'), 'background'),
      queue.run(call('second'), 'background'),
      queue.run(call('slider'), 'interactive'),
    ]);
    expect(order).toEqual(['first', 'slider', 'second']);
  });

  it('goes on after a call that fails', async () => {
    const queue = new CallQueue();
    const failing = queue.run(() => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await expect(queue.run(() => Promise.resolve(1))).resolves.toBe(1);
  });

  it('lets the event loop turn between calls, so that cancellations are heard', async () => {
    const queue = new CallQueue();
    let heard = false;
    const first = queue.run(async () => {
      setTimeout(() => (heard = true), 0);
      await later(3);
    });
    const second = queue.run(() => Promise.resolve(heard));
    await first;
    expect(await second).toBe(true);
  });
});
