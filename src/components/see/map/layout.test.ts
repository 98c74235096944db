import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, neighbour, neuronAt, neuronsIn, placeOf, strongestNear } from './layout';

const layers = (count: number) => Array.from({ length: count }, (_, layer) => layer);
const cases = fc.record({
  count: fc.integer({ min: 1, max: 24 }),
  neurons: fc.constantFrom(16, 37, 512, 1536, 3072, 4096),
  width: fc.integer({ min: 200, max: 1600 }),
  height: fc.integer({ min: 200, max: 1200 }),
  density: fc.constantFrom(1, 1.5, 2, 3),
});

describe('the layout of the map', () => {
  it('gives the built-in model full rows at the usual size', () => {
    expect(layOut(layers(6), 1536, { width: 653, height: 461, density: 1 })).toMatchObject({
      cell: 5,
      columns: 128,
      rows: 12,
    });
  });

  it('gives every neuron a cell of its own that is found again', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ count, neurons, ...area }, seed) => {
        const layout = layOut(layers(count), neurons, area);
        const index = seed % (count * neurons);
        const place = placeOf(layout, index);
        expect(place && neuronAt(layout, place.x + layout.cell / 2, place.y + layout.cell / 2)).toBe(index);
        expect(layout.width).toBeLessThanOrEqual(area.width);
      }),
    );
  });

  it('fits the height wherever cells of a pixel fit', () => {
    for (const [count, neurons] of [
      [6, 1536],
      [12, 3072],
      [24, 4096],
    ] as const) {
      const layout = layOut(layers(count), neurons, { width: 640, height: 460, density: 2 });
      expect(layout.height).toBeLessThanOrEqual(460);
    }
  });

  it('walks: right and left, down and up are opposites inside a band, and every step stays on the map', () => {
    const layout = layOut(layers(3), 37, { width: 92, height: 132, density: 1 });
    const last = 3 * 37 - 1;
    fc.assert(
      fc.property(
        fc.nat(last),
        fc.constantFrom('left', 'right', 'up', 'down', 'layer-up', 'layer-down', 'first', 'last' as const),
        (index, move) => {
          const next = neighbour(layout, index, move);
          expect(next).toBeGreaterThanOrEqual(0);
          expect(next).toBeLessThanOrEqual(last);
        },
      ),
    );
    expect(neighbour(layout, neighbour(layout, 5, 'right'), 'left')).toBe(5);
    expect(neighbour(layout, neighbour(layout, 40, 'layer-down'), 'layer-up')).toBe(40);
  });

  it('takes a finger to mean the strongest neuron beneath it', () => {
    const layout = layOut(layers(2), 64, { width: 160, height: 90, density: 1 });
    const values = new Float32Array(128);
    values[70] = -2;
    values[75] = 1;
    const { x, y } = placeOf(layout, 71) ?? { x: 0, y: 0 };
    expect(
      strongestNear(layout, values, { x: x + layout.cell / 2, y: y + layout.cell / 2, reach: layout.cell * 1.2 }),
    ).toBe(70);
    expect(strongestNear(layout, values, { x: -500, y: -500, reach: 3 })).toBeNull();
  });

  it('finds in a box exactly the cells whose middle lies in it', () => {
    const layout = layOut(layers(2), 64, { width: 160, height: 90, density: 1 });
    const box = { x0: 7, y0: 3, x1: 61, y1: 70 };
    const inside = layers(128).filter((index) => {
      const { x, y } = placeOf(layout, index) ?? { x: -99, y: -99 };
      const [cx, cy] = [x + layout.cell / 2, y + layout.cell / 2];
      return cx >= box.x0 && cx <= box.x1 && cy >= box.y0 && cy <= box.y1;
    });
    expect([...neuronsIn(layout, box)].sort((a, b) => a - b)).toEqual(inside);
  });
});
