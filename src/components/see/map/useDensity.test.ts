import { afterEach, expect, it, vi } from 'vitest';
import { followDensity } from './useDensity';

afterEach(() => vi.unstubAllGlobals());

it('notices each change of the density, as each needs a question of its own', () => {
  const asked = new Map<string, EventTarget>();
  vi.stubGlobal('devicePixelRatio', 1);
  vi.stubGlobal('matchMedia', (query: string) => {
    const list = new EventTarget();
    asked.set(query, list);
    return list;
  });
  const moveTo = (density: number) => {
    const list = asked.get(`(resolution: ${devicePixelRatio}dppx)`);
    vi.stubGlobal('devicePixelRatio', density);
    list?.dispatchEvent(new Event('change'));
  };
  const changed = vi.fn();
  const stop = followDensity(changed);
  moveTo(2);
  moveTo(1.5);
  expect(changed).toHaveBeenCalledTimes(2);
  stop();
  moveTo(1);
  expect(changed).toHaveBeenCalledTimes(2);
});
