/** What a dose-response curve needs of arithmetic: the response between two gains, and how high the picture goes. */
import { bisectLeft, scaleLinear } from 'd3';

/** The response at a gain between the tried ones. */
export function responseAt(gains: readonly number[], response: readonly number[], gain: number): number {
  const right = Math.max(1, Math.min(gains.length - 1, bisectLeft([...gains], gain)));
  const [from = 0, to = 1] = [gains[right - 1], gains[right]];
  const [low = 0, high = 0] = [response[right - 1], response[right]];
  return low + ((high - low) * (gain - from)) / (to - from || 1);
}

/** 1, or for small probabilities a round number above, so that the curve is not a flat line. */
export function niceTop(most: number): number {
  return most > 0.35
    ? 1
    : (scaleLinear([0, Math.max(most, 1e-6)], [0, 1])
        .nice(4)
        .domain()[1] ?? 1);
}
