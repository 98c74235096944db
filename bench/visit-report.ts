/** What a first visit takes, for people: a table in Markdown, and times. */
import { group, sum } from 'd3';
import { median } from './numbers';

/** An answer of the server. */
export interface Sent {
  readonly path: string;
  /** On the wire, with the headers. */
  readonly bytes: number;
  /** The same from a host that compresses what is worth it. */
  readonly gzipped: number;
}

export interface Visit {
  /** Megabits a second; null for this machine's own speed. */
  readonly line: number | null;
  readonly files: readonly Sent[];
  /** Milliseconds until the page can be read and typed into, of each run. */
  readonly visible: readonly number[];
  /** Milliseconds until the model has answered, of each run. */
  readonly answered: readonly number[];
}

/** In the table's order. */
const KINDS = [
  ['weights', /^models\/builtin\/.*\.(compact|safetensors)$/],
  ['tokenizer and config', /^models\/builtin\//],
  ['library', /^models\/relations\//],
  ['WebAssembly', /\.wasm$/],
  ['scripts', /\.m?js$/],
  ['styles', /\.css$/],
  ['fonts', /\.woff2$/],
  ['page', /^/],
] as const;

export type Kind = (typeof KINDS)[number][0];

export function kindOf(path: string): Kind {
  return KINDS.find(([, pattern]) => pattern.test(path.replace(/^\//, '')))![0];
}

/** Whether a host that compresses does it with such a file: fonts, pictures and the compact weights are compressed already. */
export function isCompressible(path: string): boolean {
  return /\/$|\.(html|m?js|css|json|wasm|svg|webmanifest)$/.test(path);
}

const count = (bytes: number) => Math.round(bytes).toLocaleString('en');
const seconds = (runs: readonly number[]) => `${(median(runs) / 1000).toFixed(1)} s`;

export function formatVisit({ line, files, visible, answered }: Visit): string {
  const byKind = group(files, ({ path }) => kindOf(path));
  const rows = KINDS.flatMap(([kind]) => {
    const own = byKind.get(kind);
    return own ? [rowOf(kind, own)] : [];
  });
  const lines = [
    ['', 'requests', 'bytes', 'bytes, from a host that compresses'],
    ['---', '---:', '---:', '---:'],
    ...rows,
    rowOf('all', files),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const over = line === null ? 'From this machine' : `On a line of ${line} Mbit/s`;
  return [
    ...lines,
    '',
    `- ${over}, median of ${answered.length}: the page is there after ${seconds(visible)}, the first answer after ${seconds(answered)}.`,
  ].join('\n');
}

function rowOf(name: string, files: readonly Sent[]): string[] {
  return [
    name,
    `${files.length}`,
    count(sum(files, ({ bytes }) => bytes)),
    count(sum(files, ({ gzipped }) => gzipped)),
  ];
}
