/**
 * Writes models/gallery.json: the findings of the gallery, measured on the built-in model. Run it whenever the model, a
 * measure or a text changes; scripts/gallery.test.ts tells when that is.
 *
 *   npm run gallery
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Gallery } from '../src/keeping/gallery';
import { CLAIMS } from './gallery/claims';
import { CRITICS } from './gallery/critics';
import { FUN } from './gallery/fun';
import { GalleryDesk, MODELS } from './gallery/measures';
import type { Recipe } from './gallery/recipe';

export const GALLERY_FILE = join(MODELS, 'gallery.json');
export const RECIPES: readonly Recipe[] = [...CLAIMS, ...CRITICS, ...FUN];

/** Digits of a measured number. */
const DIGITS = 6;

export async function measureGallery(): Promise<Gallery> {
  const desk = await GalleryDesk.open();
  const findings = [];
  for (const { id, group, title, measure, text } of RECIPES) {
    const { state, measured } = await measure(desk);
    const rounded = Object.fromEntries(
      Object.entries(measured).map(([name, value]) => [
        name,
        typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
      ]),
    );
    findings.push({ id, group, title, text: text(rounded), state, measured: rounded });
  }
  const { hash } = desk.model;
  await desk.close();
  return { model: hash, findings };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(GALLERY_FILE, `${JSON.stringify(await measureGallery(), null, 1)}\n`);
