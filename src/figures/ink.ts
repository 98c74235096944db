/** Colours and lettering of pictures that leave the page: the page's own in light, on white, whatever its theme. */
export const INK = {
  paper: '#ffffff',
  line: '#e7e3dc',
  lineStrong: '#cfc9be',
  ink: '#1a1b1f',
  ink2: '#50525a',
  ink3: '#6b6d75',
  up: '#e28a2b',
  upText: '#9a4b00',
  down: '#4b82cf',
  downText: '#2258a8',
  mine: '#6b3fc9',
} as const;

/** Pixels. */
export const SIZES = { title: 15, text: 12, small: 11 } as const;

export const FACE = "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif";

/** A colour of the page thinned with paper, in percent. */
export function tintOf(colour: keyof typeof INK, percent: number): string {
  const channel = (from: number) => {
    const [own, paper] = [INK[colour], INK.paper].map((hex) => parseInt(hex.slice(from, from + 2), 16));
    return Math.round(((own ?? 0) * percent + (paper ?? 0) * (100 - percent)) / 100)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
