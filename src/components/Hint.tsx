/** For the first visit: what each of the three places is for, in a line above it. It goes away for good. */
import { X } from 'lucide-react';
import { useApp, useAppStore } from './store';
import { IconButton } from './ui/IconButton';

export function Hint() {
  const store = useAppStore();
  const seen = useApp((state) => state.hintSeen);
  if (seen) return null;
  return (
    <aside className="hint" aria-label="First steps">
      <ol>
        <li>
          <b className="number">1</b>
          <span>
            Type a sentence with one <span className="mono">[MASK]</span>. The model fills the gap.
          </span>
        </li>
        <li>
          <b className="number">2</b>
          <span>Each cell is a neuron: amber ones push the answer up, blue ones down. Click one.</span>
        </li>
        <li>
          <b className="number">3</b>
          <span>Silence it, amplify it, or rewrite what it says. The answer moves.</span>
        </li>
      </ol>
      <IconButton name="Dismiss first steps" small onClick={() => store.getState().dismissHint()}>
        <X size={14} aria-hidden />
      </IconButton>
    </aside>
  );
}
