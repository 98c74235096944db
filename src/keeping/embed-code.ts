/** The HTML that puts an embed into a page. docs/embedding.md says what each attribute is for. */
import type { PictureName } from '../state/pictures';

/** CSS pixels that each picture wants to begin with; the embed tells its parent more exactly. */
const HEIGHTS: Readonly<Record<PictureName, number>> = {
  map: 480,
  bars: 460,
  dose: 430,
  lens: 520,
  attention: 560,
  barcode: 480,
  effects: 720,
  relation: 560,
};

/** @param link the address of the full page with its fragment. */
export function iframeFor(link: string, picture: PictureName, title: string): string {
  const address = new URL(link);
  address.search = `?embed=${picture}`;
  return (
    `<iframe src="${escaped(address.href)}" title="${escaped(title)}" width="100%" height="${HEIGHTS[picture]}"` +
    ` loading="lazy" allow="cross-origin-isolated" style="border: 0"></iframe>`
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
