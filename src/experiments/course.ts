/**
 * How a procedure is followed: how far it is, and whether it is to stop. A long procedure gives each of its parts a stretch
 * of its own course, so that the whole goes from 0 to 1 once.
 */
import { throwIfCancelled } from '../errors';
import type { WorkOptions } from '../knowledge/passes/work';

export interface Course {
  readonly signal?: AbortSignal;
  /** Told the share of the whole that is done, 0..1. */
  readonly onShare?: (share: number) => void;
}

/** The course of a part that goes from a share of the whole to another. */
export function stretch({ signal, onShare }: Course, from: number, to: number): Course {
  return {
    ...(signal ? { signal } : {}),
    ...(onShare ? { onShare: (share: number) => onShare(from + (to - from) * share) } : {}),
  };
}

/**
 * Works through a list, `size` items at a time, each batch on its stretch of the course.
 * @throws EngramError('cancelled') between two batches, where the signal says so.
 */
export async function inTurn<T>(
  items: readonly T[],
  size: number,
  course: Course,
  work: (batch: readonly T[], course: Course) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += size) {
    throwIfCancelled(course.signal);
    const batch = items.slice(from, from + size);
    await work(batch, stretch(course, from / items.length, (from + batch.length) / items.length));
  }
}

/** The same course for an operation on a model, which counts steps. */
export function workOptionsOf({ signal, onShare }: Course): WorkOptions {
  return {
    ...(signal ? { signal } : {}),
    onProgress: ({ done, total }) => onShare?.(done / Math.max(1, total)),
  };
}
