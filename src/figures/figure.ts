/** What a picture of the page has to give in order to leave it. */
import type { AboutPicture } from './about';
import type { Drawing } from './frame';
import type { Table } from './table';

/** A picture that has something to show; nothing is drawn before it is asked for. */
export interface Figure {
  readonly title: string;
  readonly about: AboutPicture;
  /** What its file is named by, where that is not the question itself. */
  readonly file?: { readonly asked: string; readonly target: string | null };
  draw(): Drawing;
  table(): Table;
}
