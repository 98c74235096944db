/** Which flags a Chromium needs to compute on a real graphics card. */
import { LINUX_WEBGPU } from '../scripts/ensure.mjs';

type Flags = readonly string[];

/** What is tried on a platform (as in `process.platform`), in this order. */
export function candidates(platform: string): readonly Flags[] {
  return platform === 'linux' ? [[], LINUX_WEBGPU] : [[]];
}

/**
 * The first flags with which there is a real GPU; null where there is none.
 * @param hasGpu asks a Chromium that is started with them; one that does not start has no GPU.
 */
export async function findGpuFlags(
  platform: string,
  hasGpu: (flags: Flags) => Promise<boolean>,
): Promise<Flags | null> {
  for (const flags of candidates(platform)) {
    if (await hasGpu(flags).catch(() => false)) return flags;
  }
  return null;
}
