/** A picture of the page as a file. What draws it is fetched when the first one is wanted. */
import type { PictureName } from '../../state/pictures';
import type { State } from '../../state/store';
import { saveFile } from '../save-file';

export const FORMATS = ['svg', 'png', 'csv'] as const;
export type PictureFormat = (typeof FORMATS)[number];

/** Pixels of the PNG in one of the SVG. */
const SHARPNESS = 2;

/** @throws Error where the picture is gone by now, or this browser cannot draw it. */
export async function savePicture(name: PictureName, format: PictureFormat, state: State): Promise<void> {
  const { csvOf, pictureOf } = await import('../../figures/drawn');
  const picture = pictureOf(name, state);
  if (!picture) throw new Error('This picture has nothing to show any more. Ask again, then save it.');
  const files: Readonly<Record<PictureFormat, () => Blob | Promise<Blob>>> = {
    svg: () => new Blob([picture.svg()], { type: 'image/svg+xml' }),
    png: () => pngOf(picture.svg()),
    csv: () => new Blob([csvOf(picture.table)], { type: 'text/csv' }),
  };
  saveFile(`${picture.fileName}.${format}`, await files[format]());
}

async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  await image.decode();
  URL.revokeObjectURL(image.src);
  const canvas = document.createElement('canvas');
  canvas.width = image.width * SHARPNESS;
  canvas.height = image.height * SHARPNESS;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (png) => (png ? resolve(png) : reject(new Error('This browser could not write the PNG. Take the SVG instead.'))),
      'image/png',
    ),
  );
}
