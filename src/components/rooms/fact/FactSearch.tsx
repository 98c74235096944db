/** Search in the library by subject, relation or object; arrows walk the finds, Enter chooses one. */
import { Search as Icon } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Hit } from '../../../library/search';
import { useApp } from '../../store';
import { useChoices } from '../../ui/useChoices';

const FOUND = 10;

interface Props {
  readonly name: string;
  readonly placeholder: string;
  onChoose(hit: Hit): void;
}

export function FactSearch({ name, placeholder, onChoose }: Props) {
  const library = useApp((state) => state.library);
  const ready = useApp((state) => state.model.stage === 'ready');
  const error = useApp((state) => state.libraryError);
  const [text, setText] = useState('');
  const hits = useMemo(() => library?.find(text, FOUND) ?? [], [library, text]);
  const { isOpen, open, fieldProps, listProps, choiceProps } = useChoices({
    text,
    items: hits,
    start: 0,
    ready,
    onChoose: (hit) => {
      setText('');
      onChoose(hit);
    },
  });

  return (
    <div className="combobox fact-search">
      <Icon size={14} aria-hidden />
      <input
        {...fieldProps({ 'aria-label': name, onChange: (event) => setText(event.target.value), onFocus: open })}
        className="field"
        placeholder={library ? placeholder : 'loading the library …'}
        spellCheck={false}
      />
      <ul {...listProps('Facts found')}>
        {hits.map((hit, index) => (
          <li key={`${hit.relation.id} ${hit.fact.subject}`} className="option" {...choiceProps(hit, index)}>
            <span>
              {hit.fact.subject} <span className="quiet">→</span> {hit.fact.object}
            </span>
            <span className="quiet">{hit.relation.label}</span>
          </li>
        ))}
      </ul>
      {isOpen && hits.length > 0 && !ready && (
        <p className="quiet fact-none">One of these can be chosen once the model has arrived.</p>
      )}
      {isOpen && text.trim() !== '' && library && hits.length === 0 && (
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
