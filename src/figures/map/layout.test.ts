import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOf } from './grid';
import { layOut, neuronAt, neuronsIn, placeOf, strongestIn } from './layout';
import { toMap, toScreen, viewOf } from '../../components/see/map/view';
import { neighbour } from '../../components/see/map/walk';

const model = fc.record({
  layers: fc.integer({ min: 1, max: 24 }),
  neurons: fc.constantFrom(16, 37, 512, 1536, 3072, 4096),
});
const area = fc.record({
  width: fc.integer({ min: 200, max: 1600 }),
  height: fc.integer({ min: 200, max: 1200 }),
  density: fc.constantFrom(1, 1.5, 2, 3),
});
const builtin = { layers: 6, neurons: 1536 };
const small = layOut({ layers: 2, neurons: 64, alone: null }, { width: 160, height: 90, density: 1 });

describe('the layout of the map', () => {
  it('gives the built-in model squares of whole pixels at the usual size', () => {
    expect(layOut({ ...builtin, alone: null }, { width: 653, height: 445, density: 1 })).toMatchObject({
      cell: { width: 5, height: 5 },
      columns: 128,
      rows: 12,
    });
  });

  it('keeps every neuron in its column and row, whatever the room and the window', () => {
    fc.assert(
      fc.property(model, area, fc.boolean(), fc.nat(), ({ layers, neurons }, room, isAlone, seed) => {
        const index = seed % (layers * neurons);
        const layer = Math.floor(index / neurons);
        const layout = layOut({ layers, neurons, alone: isAlone ? layer : null }, room);
        const { columns } = gridOf(layers, neurons);
        const place = placeOf(layout, index);
        const first = placeOf(layout, layer * neurons);
        if (!place || !first) throw new Error('The layer is not shown.');
        expect(Math.round((place.x - first.x) / layout.cell.width)).toBe((index % neurons) % columns);
        expect(Math.round((place.y - first.y) / layout.cell.height)).toBe(Math.floor((index % neurons) / columns));
        const middle = { x: place.x + layout.cell.width / 2, y: place.y + layout.cell.height / 2 };
        expect(neuronAt(layout, middle)).toBe(index);
      }),
    );
  });

  it('fits into its area, and leaves no cell much taller or wider than it must be', () => {
    fc.assert(
      fc.property(model, area, (shape, room) => {
        const { width, height, cell } = layOut({ ...shape, alone: null }, room);
        expect(width).toBeLessThanOrEqual(room.width + 1e-6);
        expect(height).toBeLessThanOrEqual(room.height + 1e-6);
        expect(Math.max(cell.width, cell.height) / Math.min(cell.width, cell.height)).toBeLessThanOrEqual(2 + 1e-6);
      }),
    );
  });

  it('gives a layer alone cells tall enough for a finger on a phone, in both directions of holding it', () => {
    const alone = { ...builtin, alone: 3 };
    expect(layOut(alone, { width: 366, height: 256, density: 3 }).cell.height).toBeGreaterThanOrEqual(20);
    expect(layOut(alone, { width: 800, height: 200, density: 2 }).cell.height).toBeGreaterThanOrEqual(14);
  });

  it('takes a finger to mean the strongest neuron beneath it', () => {
    const values = new Float32Array(128);
    values[70] = -2;
    values[75] = 1;
    const { x, y } = placeOf(small, 71) ?? { x: 0, y: 0 };
    const { width, height } = small.cell;
    const [left, top] = [x - width, y - height];
    expect(strongestIn(small, values, { x0: left, y0: top, x1: left + 3 * width, y1: top + 3 * height })).toBe(70);
    expect(strongestIn(small, values, { x0: -503, y0: -503, x1: -497, y1: -497 })).toBeNull();
  });

  it('finds in a box exactly the cells whose middle lies in it', () => {
    const box = { x0: 7, y0: 3, x1: 61, y1: 70 };
    const inside = Array.from({ length: 128 }, (_, index) => index).filter((index) => {
      const { x, y } = placeOf(small, index) ?? { x: -99, y: -99 };
      const [cx, cy] = [x + small.cell.width / 2, y + small.cell.height / 2];
      return cx >= box.x0 && cx <= box.x1 && cy >= box.y0 && cy <= box.y1;
    });
    expect(inside.length).toBeGreaterThan(0);
    expect([...neuronsIn(small, box)].sort((a, b) => a - b)).toEqual(inside);
  });
});

describe('the walk over the map', () => {
  it('goes right and back left, down and back up, and never off the map', () => {
    const layout = layOut({ layers: 3, neurons: 37, alone: null }, { width: 92, height: 132, density: 1 });
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
});

describe('the zoom', () => {
  const zoom = { k: 4, x: -120, y: -90 };

  it('grows all layers as a whole, and only widens the cells of a layer alone', () => {
    const room = { width: 653, height: 445, density: 1 };
    expect(viewOf(layOut({ ...builtin, alone: null }, room), zoom).scale).toEqual({ x: 4, y: 4 });
    expect(viewOf(layOut({ ...builtin, alone: 2 }, room), zoom)).toEqual({
      scale: { x: 4, y: 1 },
      shift: { x: -120, y: 0 },
    });
  });

  it('is undone by its inverse', () => {
    const view = viewOf(small, zoom);
    expect(toMap(view, toScreen(view, { x: 31, y: 17 }))).toEqual({ x: 31, y: 17 });
  });
});
