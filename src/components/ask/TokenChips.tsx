/** The tokens that the model sees. Pieces of one word touch; the gap stands out. */
import { useApp } from '../store';

/** [CLS], <s>; but not <0xC3>, which is a piece of a character. */
const SPECIAL = /^(\[.+\]|<(?!0x).+>)$/;

export function TokenChips() {
  const tokenized = useApp((state) => state.tokenized);
  const stale = useApp((state) => state.tokenized?.about.prompt !== state.prompt);
  if (!tokenized) return <div className="chips" aria-hidden />;
  const { tokens, masks } = tokenized.value;
  return (
    <ol className="chips mono" aria-label="Tokens" data-stale={stale}>
      {tokens.map(({ token, id }, index) => {
        const piece = token.startsWith('##');
        const continued = tokens[index + 1]?.token.startsWith('##') ?? false;
        const special = SPECIAL.test(token) && !masks.includes(index);
        const kind = masks.includes(index) ? 'mask' : special ? 'special' : 'plain';
        return (
          <li
            key={index}
            className={`chip ${kind}`}
            data-piece={piece}
            data-continued={continued}
            title={`Token ${id}`}
          >
            {piece ? token.slice(2) : token}
          </li>
        );
      })}
    </ol>
  );
}
