/**
 * A field for one token of the vocabulary. It offers the words at hand while one types, and on Enter asks the engine
 * whether the model has the word; if not, it says why and offers near ones.
 */
import { useId, useState } from 'react';
import { messageOf } from '../../errors';
import type { Token } from '../../worker/api';
import { word } from '../format';
import { useSession } from '../session';
import { useChoices } from './useChoices';

interface Props {
  readonly name: string;
  readonly placeholder: string;
  /** What the field shows while nobody types in it. */
  readonly value: string;
  readonly suggestions: readonly (Token & { readonly detail?: string })[];
  onChoose(token: Token): void;
}

export function TokenInput({ name, placeholder, value, suggestions, onChoose }: Props) {
  const session = useSession();
  const problemId = useId();
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<{ text: string; near: readonly Token[] } | null>(null);

  const typed = (text ?? '').trim().toLowerCase();
  const fitting = suggestions.filter(({ token }) => token.toLowerCase().startsWith(typed)).slice(0, 8);

  const choose = (token: Token) => {
    setText(null);
    setProblem(null);
    onChoose(token);
  };
  const { highlighted, close, fieldProps, listProps, choiceProps } = useChoices({
    text: text ?? value,
    items: fitting,
    start: -1,
    onChoose: choose,
  });
  const lookUp = async () => {
    if (text === null || text.trim() === '') return;
    try {
      const found = await session.lookUp(text);
      if (found.ok) choose(found.token);
      else setProblem({ text: found.problem, near: found.suggestions });
    } catch (error) {
      setProblem({ text: messageOf(error), near: [] });
    }
    close();
  };

  return (
    <div className="combobox">
      <input
        {...fieldProps({
          'aria-label': name,
          onChange: (event) => {
            setText(event.target.value);
            setProblem(null);
          },
          onFocus: (event) => event.target.select(),
          onBlur: () => {
            if (problem === null) void lookUp();
          },
          onKeyDown: (event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              if (!highlighted) void lookUp();
            } else if (event.key === 'Escape') {
              setText(null);
              setProblem(null);
            }
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
        {fitting.map((option, index) => (
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
