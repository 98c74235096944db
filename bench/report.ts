/** The benchmark's numbers, for people and for machines. */
import { group } from 'd3';
import { attributionWork } from './work';
import { TITLES, type ModelName } from './models';
import type { Peers } from './page/api';
import { median, ms, quantile } from './numbers';
import type { Held, Soaked } from './soak';
import { lateLayer, TOKENS, type AttributionRun, type Measured } from './workload';

export interface Row extends Measured {
  readonly where: 'Chromium' | 'Node';
  /** GFLOP/s of each plain matrix product, before and after everything else. */
  readonly matmul: readonly number[];
  /** Bytes of the process that ran it; null where it is not known. */
  readonly peakMemory: number | null;
  /** After an attribution with 20 points; null where nothing is counted. */
  readonly held: Held | null;
}

export interface Report {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly rows: readonly Row[];
  readonly peers: readonly PeerRow[];
  readonly soaks: readonly SoakRow[];
  /** What was seen besides, a sentence each. */
  readonly notes: readonly string[];
}

export interface PeerRow extends Peers {
  readonly model: ModelName;
  readonly backend: string;
}

export interface SoakRow extends Soaked {
  readonly model: ModelName;
  readonly backend: string;
}

const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
const time = (runs: readonly AttributionRun[]) => ms(median(runs.map(({ milliseconds }) => milliseconds)));
const pointsOf = (runs: readonly AttributionRun[]) => runs.flatMap(({ points }) => points);
const meanPoints = (runs: readonly AttributionRun[]) => {
  const points = pointsOf(runs);
  return (points.reduce((sum, count) => sum + count, 0) / points.length).toFixed(1);
};

/** GFLOP/s of useful work, and its share of what a plain matrix product reaches. */
function rate({ config, matmul }: Row, runs: readonly AttributionRun[], adaptive: boolean): string {
  const rates = runs.map(
    ({ milliseconds, points }) => attributionWork(config, TOKENS, points, adaptive) / milliseconds / 1e6,
  );
  return `${median(rates).toFixed(1)} GFLOP/s, ${Math.round((100 * median(rates)) / median(matmul))} %`;
}

type Line = readonly [name: string, value: (row: Row) => string];
const LINES: readonly Line[] = [
  ['load, median', ({ load }) => ms(median(load))],
  ['prediction after typing, median', ({ predict }) => ms(median(predict))],
  ['prediction after typing, p95', ({ predict }) => ms(quantile(predict, 0.95))],
  ['slider, first layer, p50', ({ sliderFirst }) => ms(median(sliderFirst))],
  ['slider, first layer, p95', ({ sliderFirst }) => ms(quantile(sliderFirst, 0.95))],
  ['slider, layer at 3/4, p50', ({ sliderLate }) => ms(median(sliderLate))],
  ['slider, layer at 3/4, p95', ({ sliderLate }) => ms(quantile(sliderLate, 0.95))],
  ['attribution, residual 1e-3 P', ({ attribution: { coarse } }) => time(coarse)],
  ['.. points a layer', ({ attribution: { coarse } }) => meanPoints(coarse)],
  ['.. useful work, share of matrix product', (row) => rate(row, row.attribution.coarse, true)],
  ['attribution, residual 1e-4 P (the page)', ({ attribution: { page } }) => time(page)],
  ['.. points a layer', ({ attribution: { page } }) => meanPoints(page)],
  ['attribution, riemann-left 20', ({ attribution: { left20 } }) => time(left20)],
  ['.. useful work, share of matrix product', (row) => rate(row, row.attribution.left20, false)],
  ['matrix product', ({ matmul }) => `${median(matmul).toFixed(1)} GFLOP/s`],
  ['peak memory of the process', ({ peakMemory }) => (peakMemory === null ? 'unknown' : mb(peakMemory))],
  ['WebAssembly heap', ({ held }) => (held ? mb(held.heap) : '')],
];

/** Markdown: a table a model, one column a backend; then what was seen besides. */
export function formatReport({ date, cpu, cores, rows, peers, soaks, notes }: Report): string {
  const byModel = group(rows, ({ name }) => name);
  const tables = [...byModel].flatMap(([name, own]) => [formatTable(name, own), '']);
  const lines = [...peers.map(formatPeers), ...soaks.map(formatSoak), ...notes].map((note) => `- ${note}`);
  return [`${cpu}, ${cores} cores; ${date}; prompts of ${TOKENS} tokens`, '', ...tables, ...lines].join('\n');
}

function formatTable(name: string, rows: readonly Row[]): string {
  const { layers, hiddenSize, intermediateSize } = rows[0]!.config;
  const head = [
    '',
    ...rows.map(({ where, backend, threads }) => `${where}, ${backend}, ${threads} thread${threads === 1 ? '' : 's'}`),
  ];
  const body = LINES.map(([line, value]) => [line, ...rows.map(value)]);
  const table = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...body].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  const title = `**${name}**: ${layers} layers, D ${hiddenSize}, F ${intermediateSize} (layer at 3/4: the ${lateLayer(layers) + 1}th)`;
  return [title, '', ...table].join('\n');
}

function formatPeers({ model, backend, engram, jax, plainJax, threads }: PeerRow): string {
  const against = (peer: readonly number[]) =>
    `${ms(median(peer))}, ${(median(peer) / median(engram)).toFixed(1)} times as long`;
  const plain = plainJax.length > 0 ? ` written plainly ${against(plainJax)},` : '';
  const on = `${backend}, ${threads} thread${threads === 1 ? '' : 's'}`;
  return `${TITLES[model]}, all layers by riemann-left 20, in the same page: Engram ${ms(median(engram))}, jax-js (${on})${plain} tuned for its compiler ${against(jax)}.`;
}

function formatSoak({ model, backend, attributions, sliderMoves, seconds, held }: SoakRow): string {
  const over = (value: (held: Held) => number, format: (x: number) => string) =>
    `${format(value(held[0]!))} after a tenth, ${format(value(held.at(-1)!))} at the end`;
  const counted =
    backend === 'webgpu'
      ? `GPU buffers: ${over(({ buffers }) => buffers, String)}`
      : `WebAssembly heap: ${over(({ heap }) => heap, mb)}`;
  return `Soak, ${TITLES[model]}, ${backend}: ${attributions} attributions and ${sliderMoves} slider moves in ${Math.round(seconds)} s. ${counted}.`;
}
