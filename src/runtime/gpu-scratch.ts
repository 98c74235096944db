/**
 * Weights that are held as halves, widened to float32 right before they are used. All kernels share the few buffers into which they are
 * widened, so that beside the halves there is one layer's worth of float32; a kernel that runs again finds its own still there.
 *
 * The widening is integer arithmetic: no adapter feature is needed, and every half, subnormal ones too, becomes exactly its value.
 */
import type { Weight } from './gpu-memory';

const WORKGROUP = 256;
/** WebGPU's least limit on workgroups along one dimension. */
const MOST_GROUPS = 65_535;

const SHADER = `
@group(0) @binding(0) var<storage, read> halves: array<u32>;
@group(0) @binding(1) var<storage, read_write> floats: array<vec2f>;

fn widen(half: u32) -> f32 {
  let sign = (half & 0x8000u) << 16u;
  let exponent = (half >> 10u) & 31u;
  let fraction = half & 1023u;
  let subnormal = bitcast<u32>(f32(fraction) * ${2 ** -24});
  return bitcast<f32>(sign | select(((exponent + 112u) << 23u) | (fraction << 13u), subnormal, exponent == 0u));
}

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * ${WORKGROUP}u + id.x;
  if (i < arrayLength(&halves)) {
    floats[i] = vec2f(widen(halves[i] & 0xffffu), widen(halves[i] >> 16u));
  }
}`;

interface Slot {
  readonly buffer: GPUBuffer;
  /** Whose values it holds. */
  holds: Weight | null;
}

export class GpuScratch {
  /** By number of elements, as many slots of a size as one kernel needs at once. */
  readonly #slots = new Map<number, Slot[]>();
  #pipeline: GPUComputePipeline | null = null;

  /** @param create makes a buffer for so many floats. */
  constructor(
    readonly device: GPUDevice,
    readonly create: (length: number) => GPUBuffer,
  ) {}

  /** A float32 buffer for each of a kernel's weights; no two weights of one call share one. */
  reserve(weights: readonly Weight[]): Slot[] {
    const taken = new Map<number, number>();
    return weights.map(({ shape }) => {
      const length = shape.reduce((n, dim) => n * dim, 1);
      const slots = this.#slots.get(length) ?? [];
      this.#slots.set(length, slots);
      const index = taken.get(length) ?? 0;
      taken.set(length, index + 1);
      return (slots[index] ??= { buffer: this.create(length), holds: null });
    });
  }

  /** Widens the weights into their slots, where they are not there yet. */
  fill(weights: readonly Weight[], slots: readonly Slot[]): void {
    const missing = weights.flatMap((weight, i) => (slots[i]!.holds === weight ? [] : [{ weight, slot: slots[i]! }]));
    if (missing.length === 0) return;
    const commands = this.device.createCommandEncoder();
    const pass = commands.beginComputePass();
    const pipeline = (this.#pipeline ??= this.device.createComputePipeline({
      layout: 'auto',
      compute: { module: this.device.createShaderModule({ code: SHADER }) },
    }));
    pass.setPipeline(pipeline);
    for (const { weight, slot } of missing) {
      const resources = [weight.buffer, slot.buffer].map((buffer, binding) => ({ binding, resource: { buffer } }));
      pass.setBindGroup(0, this.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: resources }));
      const groups = Math.ceil(weight.buffer.size / 4 / WORKGROUP);
      const rows = Math.ceil(groups / MOST_GROUPS);
      pass.dispatchWorkgroups(Math.ceil(groups / rows), rows);
      slot.holds = weight;
    }
    pass.end();
    this.device.queue.submit([commands.finish()]);
  }

  /** A weight's buffer is going; another may get the same place. */
  forget(weight: Weight): void {
    for (const slots of this.#slots.values()) for (const slot of slots) if (slot.holds === weight) slot.holds = null;
  }
}
