/** What a backend can hold, told before it is opened, so that a model that cannot fit is refused before it is fetched. */
import type { BackendPreference } from './choose';
import { findAdapter } from './gpu-device';

export type BackendLimits =
  | {
      readonly backend: 'wasm';
      /** Bytes that WebAssembly memory can grow to. */
      readonly heap: number;
    }
  | {
      readonly backend: 'webgpu';
      /** Bytes of the largest buffer that a program can read. */
      readonly buffer: number;
    };

/** WebAssembly's addresses have 32 bits. */
export const WASM_LIMITS: BackendLimits = { backend: 'wasm', heap: 2 ** 32 };

/** Of the backend that `openWebRuntime` will most likely choose. */
export async function webLimits(preference: BackendPreference): Promise<BackendLimits> {
  if (preference === 'wasm') return WASM_LIMITS;
  const found = await findAdapter();
  if (typeof found === 'string' || (found.software && preference === 'auto')) return WASM_LIMITS;
  const { maxBufferSize, maxStorageBufferBindingSize } = found.adapter.limits;
  return { backend: 'webgpu', buffer: Math.min(maxBufferSize, maxStorageBufferBindingSize) };
}
