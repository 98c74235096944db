/** A picture of the page for elsewhere: SVG with real text in the page's light colours, and its numbers as a table. */
import type { PictureName } from '../state/pictures';
import type { State } from '../state/store';
import { fileNameOf } from './about';
import { attentionFigure } from './attention';
import { barcodeFigure } from './barcode';
import { barsFigure } from './bars';
import { doseFigure } from './dose';
import { effectsFigure } from './effects';
import type { Figure } from './figure';
import { framed } from './frame';
import { lensFigure } from './lens';
import { mapFigure } from './neuron-map';
import { relationFigure } from './relation';
import type { Table } from './table';

export interface Picture {
  readonly title: string;
  /** Without an extension: "engram-map-the-capital-of-france-is-paris". */
  readonly fileName: string;
  /** Drawn when it is called. */
  svg(): string;
  /** Made when it is read. */
  readonly table: Table;
}

const FIGURES: Readonly<Record<PictureName, (state: State) => Figure | null>> = {
  map: mapFigure,
  bars: barsFigure,
  dose: doseFigure,
  lens: lensFigure,
  attention: attentionFigure,
  barcode: barcodeFigure,
  effects: effectsFigure,
  relation: relationFigure,
};

/** The picture as the state has it; null where it has nothing to show (there.ts tells that without this). */
export function pictureOf(name: PictureName, state: State): Picture | null {
  const figure = FIGURES[name](state);
  if (!figure) return null;
  const { title, about, file } = figure;
  return {
    title,
    fileName: fileNameOf(name, file ? { ...file, edits: about.edits } : about),
    svg: () => framed({ title, about, ...figure.draw() }),
    get table() {
      return figure.table();
    },
  };
}
