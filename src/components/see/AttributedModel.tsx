/** Says whose attribution the map shows, the model's as it was trained or the edited one's; offered where edits are in force. */
import { countActive } from '../../knowledge/edits/edit-list';
import { activeEdits } from '../../state/edits';
import { ATTRIBUTED, type Attributed } from '../../state/view';
import { useApp, useAppStore } from '../store';
import { Segments } from '../ui/Segments';

const NAMES: Record<Attributed, string> = { trained: 'As trained', edited: 'With the edits' };

export function AttributedModel() {
  const store = useAppStore();
  const shown = useApp((state) => state.attributionOf);
  const isOffered = useApp((state) => countActive(activeEdits(state)) > 0);
  if (!isOffered) return null;
  return (
    <Segments
      small
      name="Attribution of the model"
      value={shown}
      options={ATTRIBUTED.map((value) => ({ value, label: NAMES[value] }))}
      onChange={store.getState().setAttributionOf}
    />
  );
}
