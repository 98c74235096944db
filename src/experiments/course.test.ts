import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn, stretch, workOptionsOf, type Course } from './course';

describe('the course of a procedure', () => {
  it('goes from 0 to 1 once, whatever the batches, and every item is worked on in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        async (items, size) => {
          const shares: number[] = [];
          const seen: number[] = [];
          await inTurn(items, size, { onShare: (share) => shares.push(share) }, async (batch, { onShare }) => {
            expect(batch.length).toBeLessThanOrEqual(size);
            onShare?.(0);
            seen.push(...batch);
            onShare?.(1);
          });
          expect(seen).toEqual(items);
          expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
          expect(shares).toEqual(shares.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('gives a part its own stretch, in shares or in steps', () => {
    const shares: number[] = [];
    const half = stretch({ onShare: (share) => shares.push(share) }, 0.5, 1);
    half.onShare?.(0.5);
    workOptionsOf(half).onProgress?.({ done: 3, total: 3 });
    workOptionsOf(half).onProgress?.({ done: 0, total: 0 });
    expect(shares).toEqual([0.75, 1, 0.5]);
  });

  it('ends between two batches where it is cancelled', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const course: Course = stretch({ signal: controller.signal }, 0, 1);
    const work = inTurn([1, 2, 3, 4], 2, course, async (batch) => {
      seen.push(...batch);
      controller.abort();
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toEqual([1, 2]);
  });
});
