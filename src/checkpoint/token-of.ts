import { EngramError } from '../errors';
import type { ClozeTokenizer, Token } from './tokenizer';

/**
 * The one token that a word is.
 * @throws EngramError('vocabulary') with what is near, where the word is not one token.
 */
export function tokenOf(word: string, tokenizer: Pick<ClozeTokenizer, 'lookUp'>): Token {
  const found = tokenizer.lookUp(word);
  if (found.ok) return found.token;
  const near = found.suggestions.map(({ token }) => token).join(', ');
  throw new EngramError('vocabulary', `${found.problem}${near ? ` Near it: ${near}.` : ''}`);
}
