/** How a finding is made: what is measured, and what is said of it in words that hold no number of their own. */
import type { Finding } from '../../src/keeping/gallery';
import type { FindingState, GalleryDesk, Measured } from './measures';

export interface Recipe extends Pick<Finding, 'id' | 'group' | 'title'> {
  measure(desk: GalleryDesk): Promise<{ readonly state: FindingState; readonly measured: Measured }>;
  text(measured: Measured): [string, string];
}

type Value = Measured[string] | undefined;

/** A probability or a share: 72 %, 3.4 %, below 0.1 %. */
export function inPercent(value: Value): string {
  const share = Number(value) * 100;
  if (share < 0.1) return 'below 0.1\u00a0%';
  return `${share < 9.95 ? share.toFixed(1) : Math.round(share)}\u00a0%`;
}

/** With its sign: −13 %. */
export function change(value: Value): string {
  const share = Number(value);
  return `${share < 0 ? '−' : '+'}${Math.round(Math.abs(share) * 100)}\u00a0%`;
}

export function ratio(value: Value): string {
  return `×\u00a0${Number(value).toFixed(2)}`;
}

/** A count, or a word for nought. */
export function some(value: Value, nought: string): string {
  return value === 0 ? nought : String(value);
}
