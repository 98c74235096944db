/** What a visit takes, for people: tables in Markdown. */
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
  /** Of each run in a browser that was never here. */
  readonly cold: readonly Times[];
  /** Milliseconds until a prompt is answered: in the same browser again, and without network. */
  readonly warm: readonly number[];
  readonly offline: readonly number[];
}

/** Milliseconds of a first visit. */
export interface Times {
  /** Until the map of the first prompt is there. */
  readonly picture: number;
  /** Until the model has answered a prompt that the visitor typed. */
  readonly prediction: number;
}

/** In the table's order. */
const KINDS = [
  ['weights', /^models\/builtin\/.*\.(compact|safetensors)$/],
  ['tokenizer and config', /^models\/builtin\//],
  ['library', /^models\/relations\//],
  ['WebAssembly', /\.wasm(-[^/]*\.packed)?$/],
  ['answers beforehand', /^assets\/rooms-[^/]*\.json$/],
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

export function formatVisit({ line, files, cold, warm, offline }: Visit): string {
  const byKind = group(files, ({ path }) => kindOf(path));
  const rows = KINDS.flatMap(([kind]) => {
    const own = byKind.get(kind);
    return own ? [rowOf(kind, own)] : [];
  });
  const over = line === null ? 'from this machine' : `on a line of ${line} Mbit/s`;
  return [
    ...tableOf([
      ['', 'requests', 'bytes', 'bytes, from a host that compresses'],
      ['---', '---:', '---:', '---:'],
      ...rows,
      rowOf('all', files),
    ]),
    '',
    ...tableOf([
      [`${over}, median of ${cold.length}`, 'the first picture', 'the first answer to a prompt of one’s own'],
      ['---', '---:', '---:'],
      ['the first visit', seconds(cold.map(({ picture }) => picture)), seconds(cold.map((times) => times.prediction))],
      ['the second', '', seconds(warm)],
      ['without network', '', seconds(offline)],
    ]),
  ].join('\n');
}

function tableOf(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map((cells) => `| ${cells.join(' | ')} |`);
}

function rowOf(name: string, files: readonly Sent[]): string[] {
  return [
    name,
    `${files.length}`,
    count(sum(files, ({ bytes }) => bytes)),
    count(sum(files, ({ gzipped }) => gzipped)),
  ];
}
