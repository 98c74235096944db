/**
 * The pictures of the page that can stand alone: in a file, or in another page's frame. One name each, in addresses and in
 * names of files.
 */
export const PICTURES = ['map', 'bars', 'dose', 'lens', 'attention', 'barcode', 'effects', 'relation'] as const;
export type PictureName = (typeof PICTURES)[number];
