/** Numbers as the page writes them: fixed widths, real minus signs, few digits where few are known. */
const MINUS = '\u2212';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 0.8731; very small ones as 3.2 × 10⁻⁷. */
export function probability(p: number, digits = 4): string {
  if (p === 0 || p >= 0.5 * 10 ** -digits) return p.toFixed(digits);
  const [mantissa = '', exponent = ''] = p.toExponential(1).split('e-');
  return `${mantissa} × 10⁻${[...exponent].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
}

/** For lists, where all have the same width: 0.8731, <0.0001. */
export function shortProbability(p: number): string {
  return p === 0 || p >= 0.00005 ? p.toFixed(4) : '<0.0001';
}

/** With its sign: +0.0412, −0.0031, 0.0000. */
export function signed(value: number, digits = 4): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? MINUS : '+'}${text}`;
}

/** A plain number with a real minus sign. */
export function plain(value: number, digits = 3): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** The difference of two probabilities in percentage points. */
export function points(difference: number): string {
  const inPercent = difference * 100;
  return signed(inPercent, Math.abs(inPercent) >= 10 ? 1 : 2);
}

/** A share in whole percent: 42 %. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A change as a share, in whole percent that no line breaks: +9 %, −12 %. */
export function signedPercent(share: number): string {
  return `${signed(share * 100, 0)}\u00a0%`;
}

/** 0.5×, 2×, 1.25×. */
export function times(gain: number): string {
  return `${plain(gain, 2).replace(/\.?0+$/, '')}×`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** 3 neurons, 1 neuron. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A token as a word: a continuation piece keeps a mark of what it is. */
export function word(token: string): string {
  return token.startsWith('##') ? `\u00b7${token.slice(2)}` : token;
}

/** 12.3 MB, 436 MB, 1.34 GB: decimal, as the Hub and file managers count. */
export function bytes(size: number): string {
  if (size >= 1e9) return `${(size / 1e9).toFixed(2)} GB`;
  if (size >= 1e6) return `${(size / 1e6).toFixed(size >= 1e8 ? 0 : 1)} MB`;
  return `${Math.ceil(size / 1e3)} kB`;
}
