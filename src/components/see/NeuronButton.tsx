/** A neuron's name in a list: a click selects it, with Shift, Ctrl or the command key it is added or taken out. */
import type { ReactNode } from 'react';
import { useAppStore } from '../store';

interface Props {
  readonly index: number;
  readonly selected: boolean;
  /** In a list that is one tab stop (ui/useRoving): whether it is the item that takes the focus. */
  readonly isTabStop?: boolean;
  readonly children: ReactNode;
}

export function NeuronButton({ index, selected, isTabStop, children }: Props) {
  const store = useAppStore();
  return (
    <button
      type="button"
      className="mono"
      {...(isTabStop === undefined ? {} : { 'data-item': index, tabIndex: isTabStop ? 0 : -1 })}
      aria-pressed={selected}
      onClick={(event) => {
        if (event.shiftKey || event.ctrlKey || event.metaKey) store.getState().toggleSelected(index);
        else store.getState().select(index);
      }}
    >
      {children}
    </button>
  );
}
