/** The benchmark's numbers, for people and for machines. */
import type { Measured } from './workload';

export interface Row extends Measured {
  readonly where: 'Chromium' | 'Node';
  /** GFLOP/s of each run. */
  readonly matmul: readonly number[];
  /** Bytes; null where it is not known. */
  readonly peakMemory: number | null;
}

export interface Report {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly rows: readonly Row[];
  readonly webgpu: string | null;
}

/** The q-quantile, by nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? NaN;
}

const median = (values: readonly number[]) => quantile(values, 0.5);
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

type Line = readonly [name: string, value: (row: Row) => string];
const LINES: readonly Line[] = [
  ['load, median', ({ load }) => ms(median(load))],
  ['prediction after typing, median', ({ predict }) => ms(median(predict))],
  ['prediction after typing, p95', ({ predict }) => ms(quantile(predict, 0.95))],
  ['slider move to new numbers, p50', ({ slider }) => ms(median(slider))],
  ['slider move to new numbers, p95', ({ slider }) => ms(quantile(slider, 0.95))],
  ['attribution, all layers, median', ({ attribution }) => ms(median(attribution))],
  ['attribution, slowest prompt', ({ attribution }) => ms(Math.max(...attribution))],
  ['attribution, riemann-left 20, median', ({ attributionLeft20 }) => ms(median(attributionLeft20))],
  ['matrix product, median', ({ matmul }) => `${median(matmul).toFixed(1)} GFLOP/s`],
  ['peak memory', ({ peakMemory }) => (peakMemory === null ? 'unknown' : `${Math.round(peakMemory / 2 ** 20)} MB`)],
];

/** A Markdown table, one column a backend. */
export function formatReport({ date, cpu, cores, rows, webgpu }: Report): string {
  const head = ['', ...rows.map(({ where, backend, threads }) => `${where}, ${backend}, ${threads} thread${threads === 1 ? '' : 's'}`)];
  const body = LINES.map(([name, value]) => [name, ...rows.map(value)]);
  const table = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...body].map((cells) => `| ${cells.join(' | ')} |`);
  return [`${rows[0]?.model ?? ''}; ${cpu}, ${cores} cores; ${date}`, '', ...table, ...(webgpu ? ['', webgpu] : [])].join('\n');
}
