/** Compiled kernels, and what binds buffers to them, each made once. */
import type { Source } from '../graph/terms';
import type { BufferRange } from './gpu-uploads';

/** A kernel's source and what it binds. */
export interface Compilable {
  readonly source: Source;
  readonly bindings: readonly { readonly access: 'read' | 'read_write' }[];
  /** Names of the numbers in its uniform, which is bound where there are any. */
  readonly dims: readonly string[];
}

export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Of the layout. */
  readonly id: number;
}

/** What a kernel reads or writes: so many bytes of a buffer from some place on. */
export interface Bound extends BufferRange {
  readonly bytes: number;
}

/** Bind groups that are remembered: those of a few whole attributions. */
const MOST_GROUPS = 8192;

export class GpuPipelines {
  /** By source. */
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #layouts = new Map<string, { readonly layout: GPUBindGroupLayout; readonly id: number }>();
  readonly #groups = new Map<string, GPUBindGroup>();
  readonly #numbers = new WeakMap<GPUBuffer, number>();
  readonly #compiled = new WeakMap<Compilable, Pipeline>();
  #count = 0;

  constructor(readonly device: GPUDevice) {}

  pipeline(kernel: Compilable): Pipeline {
    const known = this.#compiled.get(kernel) ?? this.#pipelines.get(kernel.source);
    if (known) {
      this.#compiled.set(kernel, known);
      return known;
    }
    const { layout, id } = this.#layout(kernel);
    const pipeline = this.device.createComputePipeline({
      layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: this.device.createShaderModule({ code: kernel.source }), entryPoint: 'main' },
    });
    const made = { pipeline, layout, id };
    this.#pipelines.set(kernel.source, made);
    this.#compiled.set(kernel, made);
    return made;
  }

  /** @param dims null where the kernel asks for none. */
  group({ layout, id }: Pipeline, dims: Bound | null, buffers: readonly Bound[]): GPUBindGroup {
    const bound = [...(dims ? [{ ...dims, binding: 0 }] : []), ...buffers.map((of, i) => ({ ...of, binding: i + 1 }))];
    const parts = bound.map(({ buffer, offset, bytes }) => `${this.#number(buffer)}:${offset}:${bytes}`);
    const key = `${id}|${parts.join('|')}`;
    const known = this.#groups.get(key);
    if (known) return known;
    if (this.#groups.size >= MOST_GROUPS) this.#groups.clear();
    const group = this.device.createBindGroup({
      layout,
      entries: bound.map(({ binding, buffer, offset, bytes }) => ({
        binding,
        resource: { buffer, offset, size: bytes },
      })),
    });
    this.#groups.set(key, group);
    return group;
  }

  #layout({ bindings, dims }: Compilable): { readonly layout: GPUBindGroupLayout; readonly id: number } {
    const key = `${dims.length > 0}|${bindings.map(({ access }) => access).join('|')}`;
    const known = this.#layouts.get(key);
    if (known) return known;
    const entry = (binding: number, type: GPUBufferBindingType): GPUBindGroupLayoutEntry => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    });
    const layout = this.device.createBindGroupLayout({
      entries: [
        ...(dims.length > 0 ? [entry(0, 'uniform')] : []),
        ...bindings.map(({ access }, i) => entry(i + 1, access === 'read' ? 'read-only-storage' : 'storage')),
      ],
    });
    const made = { layout, id: this.#layouts.size };
    this.#layouts.set(key, made);
    return made;
  }

  #number(buffer: GPUBuffer): number {
    const number = this.#numbers.get(buffer) ?? this.#count++;
    this.#numbers.set(buffer, number);
    return number;
  }
}
