/** Splits samples into waves whose intermediates fit a memory budget. */
import type { BertConfig } from '../../bert/config';
import type { PathSamples, WaveRequest } from './wave';

/** One prompt's path through one layer. */
export interface PathIndex {
  readonly prompt: number;
  readonly layer: number;
}

/** Memory that the kept intermediates of one wave may take; more samples run in several waves. */
const WAVE_BYTES = 512 * 2 ** 20;

/** How many samples' intermediates fit: about 6 D + 2 F + H T numbers a token and layer, over half the layers, and 4 V in the head. */
export function samplesThatFit(
  { hiddenSize: D, intermediateSize: F, heads: H, layers: L, vocabSize: V }: BertConfig,
  tokens: number,
): number {
  const perSample = 4 * (tokens * (6 * D + 2 * F + H * tokens) * Math.max(1, L / 2) + 4 * V);
  return Math.max(1, Math.floor(WAVE_BYTES / perSample));
}

/** Each wave takes all paths at one alpha, then the next, up to `size` samples; the ends go with the first. */
export function wavesOf(paths: readonly PathSamples[], ends: readonly number[], size: number): WaveRequest[] {
  const most = Math.max(0, ...paths.map(({ alphas }) => alphas.length));
  const samples = Array.from({ length: most }, (_, j) =>
    paths.flatMap((path) => (j < path.alphas.length ? [{ path, alpha: path.alphas[j]! }] : [])),
  ).flat();
  const waves: WaveRequest[] = [];
  for (let from = 0; from < samples.length; from += size) {
    const alphas = new Map<PathSamples, number[]>();
    for (const { path, alpha } of samples.slice(from, from + size))
      alphas.set(path, [...(alphas.get(path) ?? []), alpha]);
    const parts = [...alphas].map(([{ prompt, layer }, own]): PathSamples => ({ prompt, layer, alphas: own }));
    waves.push({ paths: parts, ends: from === 0 ? ends : [] });
  }
  return waves;
}
