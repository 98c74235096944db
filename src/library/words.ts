/** What a template marks its gaps with, and when two names or sentences are the same. */

export const SUBJECT = '[X]';
export const OBJECT = '[Y]';

/** For comparing names and templates: small letters without accents, punctuation or a leading "the". */
export function sameWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}[\]]+/gu, ' ')
    .trim()
    .replace(/^the /, '');
}
