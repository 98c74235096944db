/** Above the question, while a list of prompts is open: where the visitor stands in it, one back, one on, and the list. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useApp, useAppStore } from '../store';
import { count } from '../../figures/format';
import { useSession } from '../session';
import { IconButton } from '../ui/IconButton';
import { walkTo } from './walk';

export function WalkBar() {
  const store = useAppStore();
  const session = useSession();
  const list = useApp((state) => state.promptList);
  const at = useApp((state) => state.promptAt);
  if (!list || at === null) return null;
  const last = list.prompts.length - 1;
  return (
    <nav className="walk" aria-label="Prompts of the list">
      <IconButton name="Previous prompt" small disabled={at <= 0} onClick={() => void walkTo(store, session, at - 1)}>
        <ChevronLeft size={14} aria-hidden />
      </IconButton>
      <p>
        <span className="number">
          {count(at + 1)} of {count(list.prompts.length)}
        </span>{' '}
        <button type="button" className="text-button" onClick={() => store.getState().setRoom('prompts')}>
          {list.name}
        </button>
      </p>
      <IconButton name="Next prompt" small disabled={at >= last} onClick={() => void walkTo(store, session, at + 1)}>
        <ChevronRight size={14} aria-hidden />
      </IconButton>
    </nav>
  );
}
