import { describe, expect, it } from 'vitest';
import { EngramError } from '../../errors';
import type { ForwardPass } from './forward';
import { PassCache } from './pass-cache';

/** The cache only ever disposes of a pass, so that is all that a stand-in needs. */
function fakePass(name: string, disposed: string[]): () => Promise<ForwardPass> {
  return () => Promise.resolve({ dispose: () => disposed.push(name) } as Partial<ForwardPass> as ForwardPass);
}

describe('PassCache', () => {
  it('makes a pass once and disposes of the least recently used', async () => {
    const disposed: string[] = [];
    const cache = new PassCache(2);
    const visit = (name: string) => cache.use(name, fakePass(name, disposed), () => Promise.resolve());
    await visit('a');
    await visit('b');
    await visit('a');
    await visit('c');
    expect(disposed).toEqual(['b']);
  });

  it('does not dispose of a pass in use, nor of one that another started from', async () => {
    const disposed: string[] = [];
    const cache = new PassCache(1);
    await cache.use('base', fakePass('base', disposed), async (_, lease) => {
      await cache.use('edited', fakePass('edited', disposed), () => Promise.resolve(), lease);
      await cache.use('other', fakePass('other', disposed), () => Promise.resolve());
      expect(disposed).not.toContain('base');
    });
    await cache.clear();
    expect(disposed.toSorted()).toEqual(['base', 'edited', 'other']);
    expect(disposed.indexOf('edited')).toBeLessThan(disposed.indexOf('base'));
  });

  it('forgets a pass that could not be made', async () => {
    const cache = new PassCache(2);
    await expect(
      cache.use(
        'a',
        () => Promise.reject(new Error('no memory')),
        () => Promise.resolve(),
      ),
    ).rejects.toThrow('no memory');
    await expect(cache.use('a', fakePass('a', []), () => Promise.resolve('made'))).resolves.toBe('made');
  });

  it('disposes of a pass with which work failed once nobody uses it, and of the one that it started from', async () => {
    const disposed: string[] = [];
    const cache = new PassCache(4);
    const failing = cache.use('base', fakePass('base', disposed), (_, lease) =>
      cache.use('edited', fakePass('edited', disposed), () => Promise.reject(new Error('no memory')), lease),
    );
    const slow = cache.use('base', fakePass('never made', disposed), async () => {
      await expect(failing).rejects.toThrow('no memory');
      expect(disposed).toEqual(['edited']);
    });
    await slow;
    expect(disposed).toEqual(['edited', 'base']);
    await cache.use('base', fakePass('base', disposed), () => Promise.resolve());
    await cache.clear();
    expect(disposed).toEqual(['edited', 'base', 'base']);
  });

  it('keeps a pass whose work was cancelled', async () => {
    const disposed: string[] = [];
    const cache = new PassCache(4);
    const stopped = () => Promise.reject(new EngramError('cancelled', 'Stopped.'));
    await expect(cache.use('a', fakePass('a', disposed), stopped)).rejects.toThrow('Stopped.');
    expect(disposed).toEqual([]);
  });
});
