import { describe, expect, it, vi } from 'vitest';
import { LINUX_WEBGPU } from '../scripts/ensure.mjs';
import { findGpuFlags } from './gpu-flags';

describe('flags for a real GPU', () => {
  it('are none where it is found without', async () => {
    const hasGpu = vi.fn(async () => true);
    expect(await findGpuFlags('linux', hasGpu)).toEqual([]);
    expect(hasGpu).toHaveBeenCalledTimes(1);
  });

  it('are those for a card under Linux, where only these find it', async () => {
    expect(await findGpuFlags('linux', async (flags) => flags.length > 0)).toBe(LINUX_WEBGPU);
  });

  it('are not to be had where no Chromium finds one, or starts', async () => {
    const tried: number[] = [];
    const without = async (flags: readonly string[]) => {
      tried.push(flags.length);
      if (flags.length > 0) throw new Error('it crashed');
      return false;
    };
    expect(await findGpuFlags('linux', without)).toBeNull();
    expect(tried).toEqual([0, LINUX_WEBGPU.length]);
  });

  it('are not tried on other systems', async () => {
    const hasGpu = vi.fn(async () => false);
    expect(await findGpuFlags('darwin', hasGpu)).toBeNull();
    expect(hasGpu.mock.calls).toEqual([[[]]]);
  });
});
