/** How closely the list is attributed, beside Explore, and of which model: a prompt opened there has more exact scores. */
import { QUADRATURE } from '../../experiments/protocol';
import { countActive } from '../../knowledge/edits/edit-list';
import { shareInWords } from '../numbers';
import { useApp } from '../store';

export function HowExact() {
  const isEdited = useApp(({ promptResults }) => promptResults !== null && countActive(promptResults.about.edits) > 0);
  return (
    <p className="quiet">
      A layer&rsquo;s scores add up within {shareInWords(QUADRATURE.sets.tolerance)} of the target&rsquo;s probability
      here, in Explore within {shareInWords(QUADRATURE.map.tolerance)}.
      {isEdited && ' They are of the model with your edits.'}
    </p>
  );
}
