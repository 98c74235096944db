/**
 * From a number to a colour: signed, symmetric around zero, blue below and amber above. The scale follows a power below
 * one, so that a few strong neurons stand out and the rest stays quiet but visible; its ends are robust against outliers.
 */
import { interpolateLab, piecewise } from 'd3';

/** Steps of each sign; the middle one is zero. */
const STEPS = 32;
export const LEVELS = 2 * STEPS + 1;
/** 0.5 would be the square root; nearer to 1, the quiet majority is quieter. */
const POWER = 0.72;
/** Share of the neurons that may lie beyond the ends of the scale. */
const BEYOND = 0.0004;

const STOPS = {
  light: ['#0d3f8a', '#3f78c8', '#9dbbe2', '#e8e5df', '#f0c089', '#dd7e1d', '#8f3f00'],
  dark: ['#b4d5ff', '#5d95ea', '#2f4c78', '#23262c', '#6b451c', '#e08e2f', '#ffd79b'],
} as const;

export type Tone = keyof typeof STOPS;

export const PALETTES: Readonly<Record<Tone, readonly string[]>> = {
  light: palette('light'),
  dark: palette('dark'),
};

function palette(tone: Tone): readonly string[] {
  const blend: (share: number) => string = piecewise(interpolateLab, [...STOPS[tone]]);
  return Array.from({ length: LEVELS }, (_, level) => blend(level / (LEVELS - 1)));
}

/** The value at the ends of the scale: large enough that only a few neurons lie beyond. */
export function domainOf(values: Float32Array): number {
  const sizes = values.map(Math.abs).sort();
  const edge = sizes[Math.max(0, sizes.length - 1 - Math.round(sizes.length * BEYOND))] ?? 0;
  return edge > 0 ? edge : 1;
}

/** −1..1: how far along its side of the scale a value lies. */
export function strength(value: number, domain: number): number {
  return Math.sign(value) * Math.min(1, (Math.abs(value) / domain) ** POWER);
}

export function levelOf(value: number, domain: number): number {
  return STEPS + Math.round(strength(value, domain) * STEPS);
}

/** A map's values made ready to draw: the colour level of each neuron, and the neurons by level. */
export interface Levels {
  readonly levels: Uint8Array;
  /** Neuron indices, those of one level together. */
  readonly order: Uint32Array;
  /** Where each level begins in `order`; one more entry than there are levels. */
  readonly starts: Uint32Array;
}

export function levelsOf(values: Float32Array, domain: number): Levels {
  const levels = new Uint8Array(values.length);
  const starts = new Uint32Array(LEVELS + 1);
  for (let index = 0; index < values.length; index++) {
    const level = levelOf(values[index] ?? 0, domain);
    levels[index] = level;
    starts[level + 1] = (starts[level + 1] ?? 0) + 1;
  }
  for (let level = 0; level < LEVELS; level++) starts[level + 1] = (starts[level + 1] ?? 0) + (starts[level] ?? 0);
  const next = starts.slice();
  const order = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const level = levels[index] ?? 0;
    const place = next[level] ?? 0;
    order[place] = index;
    next[level] = place + 1;
  }
  return { levels, order, starts };
}
