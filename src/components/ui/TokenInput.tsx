/**
 * A field for one token of the vocabulary. While one types it offers the words at hand, and those of the model that begin
 * so; on Enter, or when it is left, it asks the engine whether the model has the word, and if not says why and offers near
 * ones. A button beside it asks `settle` for the word, so that a click counts while the word is still being looked up.
 */
import { useId, useImperativeHandle, useState, type Ref } from 'react';
import { messageOf } from '../../errors';
import type { Token } from '../../worker/api';
import { word } from '../../figures/format';
import { useSession } from '../session';
import { lastTyped } from './last-typed';
import { useChoices } from './useChoices';

export interface TokenField {
  /** The word that stands in the field, looked up where it was only typed; null where there is none. */
  settle(): Promise<Token | null>;
}

interface Offer extends Token {
  readonly detail?: string;
}

interface Props {
  readonly name: string;
  readonly placeholder: string;
  /** What the field shows while nobody types in it. */
  readonly value: Token | null;
  readonly suggestions: readonly Offer[];
  readonly ref?: Ref<TokenField>;
  onChoose(token: Token): void;
  /** What is typed and not a token yet; null where nothing is. */
  onTyping?(text: string | null): void;
}

/** Words offered at once. */
const OFFERED = 8;
/** Letters from which what is typed may be all that is meant; nearly every shorter beginning is a token, too. */
const LEAST_WHOLE = 4;

export function TokenInput({ name, placeholder, value, suggestions, ref, onChoose, onTyping = () => {} }: Props) {
  const session = useSession();
  const problemId = useId();
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<{ text: string; near: readonly Token[] } | null>(null);
  const [beginning, setBeginning] = useState<readonly Token[]>([]);
  const [last] = useState(lastTyped<Token | null>);

  const typed = (text ?? '').trim().toLowerCase();
  const type = (next: string | null) => {
    last.type(next);
    setText(next);
    setProblem(null);
    onTyping(next);
    if (next === null || next.trim() === '') return;
    const words = (found: readonly Token[]) => {
      if (last.isLast(next)) setBeginning(found);
    };
    session.complete(next).then(words, () => words([]));
  };
  const choose = (token: Token) => {
    type(null);
    onChoose(token);
  };
  const items = wordsToOffer(typed, suggestions, beginning);
  const { highlighted, close, fieldProps, listProps, choiceProps } = useChoices({
    text: text ?? (value ? word(value.token) : ''),
    items,
    start: -1,
    onChoose: choose,
  });
  const ask = async (asked: string): Promise<Token | null> => {
    const found = await session.lookUp(asked).catch((error: unknown) => ({
      ok: false as const,
      problem: messageOf(error),
      suggestions: [],
    }));
    if (!last.isLast(asked)) return null;
    close();
    if (found.ok) choose(found.token);
    else setProblem({ text: found.problem, near: found.suggestions });
    return found.ok ? found.token : null;
  };
  const settle = async (): Promise<Token | null> => {
    if (text === null) return value;
    if (text.trim() === '') return null;
    return last.ask(text, ask);
  };
  useImperativeHandle(ref, () => ({ settle }));

  return (
    <div className="combobox">
      <input
        {...fieldProps({
          'aria-label': name,
          onChange: (event) => type(event.target.value),
          onFocus: (event) => event.target.select(),
          onBlur: () => {
            if (problem === null) void settle();
          },
          onKeyDown: (event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              if (!highlighted) void settle();
            } else if (event.key === 'Escape') type(null);
          },
        })}
        className="field mono"
        aria-invalid={problem !== null}
        aria-describedby={problem ? problemId : undefined}
        placeholder={placeholder}
        autoCapitalize="off"
        spellCheck={false}
      />
      <ul {...listProps(`Words for ${name}`)}>
        {items.map((option, index) => (
          <li key={option.id} className="option mono" {...choiceProps(option, index)}>
            <span>{word(option.token)}</span>
            {option.detail !== undefined && <span className="quiet">{option.detail}</span>}
          </li>
        ))}
      </ul>
      {problem && (
        <div className="combobox-problem" id={problemId} role="alert">
          <p className="problem">{problem.text}</p>
          {problem.near.length > 0 && (
            <p className="near">
              {problem.near.map((token) => (
                <button key={token.id} type="button" className="text-button mono" onClick={() => choose(token)}>
                  {word(token.token)}
                </button>
              ))}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

/** Words at hand first, then others of the model. None where a whole word is typed: the list would only cover what comes next. */
export function wordsToOffer(typed: string, atHand: readonly Offer[], ofModel: readonly Offer[]): Offer[] {
  const begins = ({ token }: Offer) => token.toLowerCase().startsWith(typed);
  const known = atHand.filter(begins);
  const more = typed === '' ? [] : ofModel.filter((other) => begins(other) && !known.some(({ id }) => id === other.id));
  const all = [...known, ...more];
  const isWhole = typed.length >= LEAST_WHOLE && all.some(({ token }) => token.toLowerCase() === typed);
  return isWhole ? [] : all.slice(0, OFFERED);
}
