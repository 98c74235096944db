/**
 * The GPU device. We request and own it: onnxruntime's own dies, with every buffer in it, when its last session is
 * released, and it is asked for with the default limits, which are too small for the larger models.
 */
import { EngramError, messageOf } from '../errors';

export interface GpuChoice {
  readonly adapter: GPUAdapter;
  /** Vendor and architecture, for a person. */
  readonly name: string;
  /** A CPU in disguise: right, but slower than WebAssembly. */
  readonly software: boolean;
}

/** Limits that matter for large matrices; all that the adapter has is asked for. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Features that onnxruntime's kernels use where they are there. */
const FEATURES: readonly GPUFeatureName[] = ['shader-f16', 'subgroups'];

/** The adapter that the browser offers, or a sentence on why there is none. */
export async function findAdapter(): Promise<GpuChoice | string> {
  // Older browsers have no such property, whatever the types say.
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (!gpu) return 'this browser has no WebGPU';
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    return `WebGPU could not be started (${messageOf(error)})`;
  }
  if (!adapter) return 'no adapter was found';
  return { adapter, name: nameOf(adapter), software: isSoftware(adapter) };
}

function nameOf({ info: { vendor, architecture, description } }: GPUAdapter): string {
  return [vendor, architecture].filter(Boolean).join(' ') || description || 'unnamed adapter';
}

export function isSoftware(adapter: GPUAdapter): boolean {
  const { isFallbackAdapter, description } = adapter.info;
  return isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${nameOf(adapter)} ${description}`);
}

/** @throws EngramError('runtime') where the adapter gives no device. */
export async function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice({
      requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
      requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    });
  } catch (error) {
    throw new EngramError('runtime', `WebGPU gave no device: ${messageOf(error)}`, { cause: error });
  }
}
