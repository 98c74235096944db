/** Edits that were made with an earlier built-in model: they do nothing until they are opened on the one in use. */
import { Trash2 } from 'lucide-react';
import type { ModelInfo } from '../../worker/api';
import { editsIn, isEarlierBuiltin } from '../../state/models';
import { counted } from '../../figures/format';
import { useApp, useAppStore } from '../store';
import { IconButton } from '../ui/IconButton';

export function EarlierWork({ info }: { readonly info: ModelInfo }) {
  const store = useAppStore();
  const aside = useApp((state) => state.aside);
  const works = aside.filter((work) => isEarlierBuiltin(work, info) && editsIn(work.edits) > 0);
  if (works.length === 0) return null;
  return (
    <ul className="earlier-work" aria-label="Edits of earlier built-in models">
      {works.map(({ hash, edits }) => (
        <li key={hash}>
          <p>
            {counted(editsIn(edits), 'edit')} of an earlier built-in model ({hash.slice(0, 7)}), whose neurons had other
            meanings.
          </p>
          <button type="button" className="button small" onClick={() => store.getState().openAside(hash)}>
            Open on this model
          </button>
          <IconButton
            name={`Delete the edits of the earlier model ${hash.slice(0, 7)}`}
            hint="Delete"
            small
            onClick={() => store.getState().forgetAside(hash)}
          >
            <Trash2 size={14} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
