/** From one neuron of the map to the next, by keyboard. */
import type { MapLayout } from '../../../figures/map/layout';

export type Move = 'left' | 'right' | 'up' | 'down' | 'layer-up' | 'layer-down' | 'first' | 'last';

/** The neuron next to one, for the keyboard. Stays where there is none. */
export function neighbour(layout: MapLayout, index: number, move: Move): number {
  const { neurons, columns, bands } = layout;
  const neuron = index % neurons;
  const at = bands.findIndex((band) => band.layer === Math.floor(index / neurons));
  const inBand = (band: number, place: number): number => {
    const layer = bands[Math.max(0, Math.min(bands.length - 1, band))]?.layer ?? 0;
    return layer * neurons + Math.max(0, Math.min(neurons - 1, place));
  };
  const column = neuron % columns;
  const lastRow = Math.floor((neurons - 1 - column) / columns) * columns + column;
  switch (move) {
    case 'left':
      return inBand(at, neuron - 1);
    case 'right':
      return inBand(at, neuron + 1);
    case 'up':
      if (neuron >= columns) return inBand(at, neuron - columns);
      return at > 0 ? inBand(at - 1, lastRow) : index;
    case 'down':
      if (neuron + columns < neurons) return inBand(at, neuron + columns);
      return at < bands.length - 1 ? inBand(at + 1, column) : index;
    case 'layer-up':
      return inBand(at - 1, neuron);
    case 'layer-down':
      return inBand(at + 1, neuron);
    case 'first':
      return inBand(at, 0);
    case 'last':
      return inBand(at, neurons - 1);
  }
}
