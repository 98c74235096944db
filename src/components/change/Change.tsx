/** The right place: what to do with the selected neurons, and below, always in sight, what was done. */
import { Redo2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppStore } from '../store';
import { TOUR_TARGETS } from '../tour/show';
import { IconButton } from '../ui/IconButton';
import { EditList } from './EditList';
import { NeuronPanel } from './NeuronPanel';
import { Outcome } from './Outcome';

interface Props {
  /** Stays in its place above all that scrolls, whatever is selected. */
  readonly pinned?: ReactNode;
  /** Above the selected neurons. */
  readonly before?: ReactNode;
}

export function Change({ pinned, before }: Props) {
  const store = useAppStore();
  const canUndo = useApp((state) => state.past.length > 0);
  const canRedo = useApp((state) => state.future.length > 0);
  return (
    <section className="place change" aria-labelledby="change-title">
      <header className="place-head">
        <h2 id="change-title">Change</h2>
        <Outcome />
        <IconButton
          id={TOUR_TARGETS.undo}
          name="Undo"
          hint="Undo (Ctrl+Z)"
          disabled={!canUndo}
          onClick={() => store.getState().undo()}
        >
          <Undo2 size={16} aria-hidden />
        </IconButton>
        <IconButton name="Redo" hint="Redo (Ctrl+Shift+Z)" disabled={!canRedo} onClick={() => store.getState().redo()}>
          <Redo2 size={16} aria-hidden />
        </IconButton>
      </header>
      {pinned}
      <div className="change-body">
        {before}
        <NeuronPanel />
        <p className="section quiet influence">
          Neurons influence an answer; an effect here does not show that they store it.
        </p>
      </div>
      <EditList />
    </section>
  );
}
