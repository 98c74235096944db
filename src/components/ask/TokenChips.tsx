/** The tokens that the model sees. Pieces of one word touch; the gap stands out. */
import { count } from '../../figures/format';
import { useApp } from '../store';

/** [CLS], <s>; but not <0xC3>, which is a piece of a character. */
const SPECIAL = /^(\[.+\]|<(?!0x).+>)$/;

/** What stands for characters that the vocabulary does not have. */
const UNKNOWN = /^(\[UNK\]|<unk>)$/;

export function TokenChips() {
  const tokenized = useApp((state) => state.tokenized);
  const stale = useApp((state) => state.tokenized?.about.prompt !== state.prompt);
  if (!tokenized) return <div className="chips" aria-hidden />;
  const { tokens, masks } = tokenized.value;
  const unknown = tokens.filter(({ token }) => UNKNOWN.test(token)).length;
  return (
    <>
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
      {unknown > 0 && (
        <p className="quiet chips-unknown">
          {unknown === 1 ? 'One token is' : `${count(unknown)} tokens are`}{' '}
          <span className="mono">{tokens.find(({ token }) => UNKNOWN.test(token))?.token}</span>, which stands for
          characters that this vocabulary does not have. The model cannot tell them apart, and may answer with it, too.
        </p>
      )}
    </>
  );
}
