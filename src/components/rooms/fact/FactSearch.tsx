/** Search in the library by subject, relation or object; arrows walk the finds, Enter chooses one. */
import { Search as Icon } from 'lucide-react';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import type { Hit } from '../../../library/search';
import { useApp } from '../../store';

const FOUND = 10;

interface Props {
  readonly name: string;
  readonly placeholder: string;
  onChoose(hit: Hit): void;
}

export function FactSearch({ name, placeholder, onChoose }: Props) {
  const id = useId();
  const library = useApp((state) => state.library);
  const ready = useApp((state) => state.model.stage === 'ready');
  const error = useApp((state) => state.libraryError);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const hits = useMemo(() => library?.find(text, FOUND) ?? [], [library, text]);
  const shown = open && text.trim() !== '';

  const choose = (hit: Hit | undefined) => {
    if (!hit || !ready) return;
    setText('');
    setOpen(false);
    onChoose(hit);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setActive((at) => Math.max(0, Math.min(hits.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter') choose(hits[active]);
    else if (event.key === 'Escape') setOpen(false);
  };

  return (
    <div className="combobox fact-search">
      <Icon size={14} aria-hidden />
      <input
        className="field"
        role="combobox"
        aria-label={name}
        aria-expanded={shown && hits.length > 0}
        aria-controls={`${id}-options`}
        aria-autocomplete="list"
        {...(shown && hits.length > 0 ? { 'aria-activedescendant': `${id}-${active}` } : {})}
        placeholder={library ? placeholder : 'loading the library …'}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setActive(0);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <ul
        className="options"
        id={`${id}-options`}
        role="listbox"
        aria-label="Facts found"
        hidden={!shown || hits.length === 0}
      >
        {hits.map(({ relation, fact }, index) => (
          <li
            key={`${relation.id} ${fact.subject}`}
            id={`${id}-${index}`}
            className="option"
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => event.preventDefault()}
            onPointerEnter={() => setActive(index)}
            onClick={() => choose({ relation, fact })}
          >
            <span>
              {fact.subject} <span className="quiet">→</span> {fact.object}
            </span>
            <span className="quiet">{relation.label}</span>
          </li>
        ))}
      </ul>
      {shown && library && hits.length === 0 && (
        <p className="quiet fact-none">No fact has all of these words. Try a name.</p>
      )}
      {error !== null && (
        <p className="problem" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
