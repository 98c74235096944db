/**
 * A field for one token of the vocabulary. It offers the words at hand while one types, and on Enter asks the engine
 * whether the model has the word; if not, it says why and offers near ones.
 */
import { useId, useState, type KeyboardEvent } from 'react';
import { messageOf } from '../../errors';
import type { Token } from '../../worker/api';
import { word } from '../format';
import { useSession } from '../session';

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
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [problem, setProblem] = useState<{ text: string; near: readonly Token[] } | null>(null);

  const typed = (text ?? '').trim().toLowerCase();
  const fitting = suggestions.filter(({ token }) => token.toLowerCase().startsWith(typed)).slice(0, 8);
  const shown = open && fitting.length > 0;

  const choose = (token: Token) => {
    setText(null);
    setOpen(false);
    setProblem(null);
    onChoose(token);
  };
  const lookUp = async () => {
    if (text === null || text.trim() === '') return;
    try {
      const found = await session.lookUp(text);
      if (found.ok) choose(found.token);
      else setProblem({ text: found.problem, near: found.suggestions });
    } catch (error) {
      setProblem({ text: messageOf(error), near: [] });
    }
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at) => Math.max(-1, Math.min(fitting.length - 1, at + step)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = shown ? fitting[active] : undefined;
      if (option) choose(option);
      else void lookUp();
    } else if (event.key === 'Escape') {
      setOpen(false);
      setText(null);
      setProblem(null);
    }
  };

  return (
    <div className="combobox">
      <input
        className="field mono"
        role="combobox"
        aria-label={name}
        aria-expanded={shown}
        aria-controls={`${id}-options`}
        aria-autocomplete="list"
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${id}-problem` : undefined}
        {...(shown && active >= 0 ? { 'aria-activedescendant': `${id}-${active}` } : {})}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={text ?? value}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setActive(-1);
          setProblem(null);
        }}
        onFocus={(event) => event.target.select()}
        onClick={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          if (problem === null) void lookUp();
        }}
        onKeyDown={onKeyDown}
      />
      <ul className="options" id={`${id}-options`} role="listbox" aria-label={`Words for ${name}`} hidden={!shown}>
        {fitting.map((option, index) => (
          <li
            key={option.id}
            id={`${id}-${index}`}
            className="option mono"
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => event.preventDefault()}
            onPointerEnter={() => setActive(index)}
            onClick={() => choose(option)}
          >
            <span>{word(option.token)}</span>
            {option.detail !== undefined && <span className="quiet">{option.detail}</span>}
          </li>
        ))}
      </ul>
      {problem && (
        <div className="combobox-problem" id={`${id}-problem`} role="alert">
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
