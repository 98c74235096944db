/** The map of attributions as a picture for elsewhere: SVG, and the same drawn as PNG. */
import { countActive } from '../../knowledge/edits/edit-list';
import type { AnswerOf } from '../../state/answers';
import { signed, word } from '../format';
import { INSET, layOut, placeOf } from '../see/map/layout';
import { domainOf, levelOf, PALETTES, type Tone } from '../see/map/scale';

/** CSS pixels of the cells' area. */
const WIDTH = 960;
const HEIGHT = 620;
const LEFT = 40;
const TOP = 40;
const BOTTOM = 36;
/** Pixels of the PNG in one of the SVG. */
const SHARPNESS = 2;

export function mapSvg(
  { about: { prompt, edits }, value: result }: AnswerOf<'attribution'>,
  layers: number,
  neurons: number,
  tone: Tone,
): string {
  const layout = layOut({ layers, neurons, alone: null }, { width: WIDTH, height: HEIGHT, density: 1 });
  const domain = domainOf(result.scores);
  const palette = PALETTES[tone];
  const [paper, ink] = tone === 'dark' ? ['#14161a', '#eeece8'] : ['#fbfaf8', '#1a1b1f'];
  const side = (pitch: number) => Math.max(0.5, pitch - (pitch >= 3 ? 1 : 0));
  const size = `width="${side(layout.cell.width)}" height="${side(layout.cell.height)}"`;
  const cells = Array.from(result.scores, (score, index) => {
    const place = placeOf(layout, index);
    return place ? `<rect x="${place.x}" y="${place.y}" ${size} fill="${palette[levelOf(score, domain)]}"/>` : '';
  });
  const names = layout.bands.map(
    ({ layer, y, height }) => `<text x="${INSET - 34}" y="${y + height / 2 + 4}">L${layer}</text>`,
  );
  const ramp = palette.map(
    (colour, level) => `<rect x="${INSET + level * 2}" y="${HEIGHT + 12}" width="2.2" height="8" fill="${colour}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH + LEFT + 8}" height="${HEIGHT + TOP + BOTTOM}" font-family="Inter, system-ui, sans-serif" font-size="12" fill="${ink}">`,
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    `<text x="${LEFT + INSET}" y="26" font-size="15" font-weight="600">${escape(prompt)} <tspan font-weight="400">attribution of P(${escape(word(result.target.token))})${countActive(edits) > 0 ? ' in the edited model' : ''}</tspan></text>`,
    `<g transform="translate(${LEFT} ${TOP})">`,
    ...names,
    ...cells,
    ...ramp,
    `<text x="${INSET + palette.length * 2 + 8}" y="${HEIGHT + 20}">${signed(-domain)} or less pushes it down, ${signed(domain)} or more up</text>`,
    '</g></svg>',
  ].join('\n');
}

/** @param svg as mapSvg gives it. */
export async function pngOf(svg: string): Promise<Blob> {
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

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
