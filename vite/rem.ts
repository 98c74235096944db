/**
 * Styles are written in pixels, as they are on a usual screen, and shipped in rem, so that the whole page grows with the
 * size of its text: on a projector, and with a reader's own text size. Hairlines of up to two pixels stay what they are.
 */
import type { CSSOptions } from 'vite';

/** CSS pixels in a rem where nobody has changed it. */
const REM = 16;
const HAIRLINE = 2;

export function inRem(value: string): string {
  return value.replace(/(?<![\w.#-])(-?\d*\.?\d+)px\b/g, (text, number: string) =>
    Math.abs(Number(number)) <= HAIRLINE ? text : `${Number((Number(number) / REM).toFixed(5))}rem`,
  );
}

type Plugins = Extract<NonNullable<CSSOptions['postcss']>, object>['plugins'];

/** For Vite's option css.postcss. Media queries keep their pixels: they ask about the window, not the text. */
export const remPlugins: Plugins = [
  {
    postcssPlugin: 'rem',
    Declaration(declaration) {
      const value = inRem(declaration.value);
      if (value !== declaration.value) declaration.value = value;
    },
  },
];
