/** One step of a lesson in the making: its title and text, what its link opens, and its place among the others. */
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { LONGEST_TEXT, LONGEST_TITLE } from '../../keeping/lessons/checked-lesson';
import { decodeLink } from '../../keeping/link';
import type { LessonStep } from '../../state/lesson';
import { editsIn } from '../../state/models';
import { counted } from '../../figures/format';
import { IconButton } from '../ui/IconButton';

interface Props {
  readonly step: LessonStep;
  /** From 0. */
  readonly at: number;
  readonly of: number;
  /** Whether there is a page that could be taken. */
  readonly canTake: boolean;
  onChange(parts: Partial<Pick<LessonStep, 'title' | 'text'>>): void;
  onTake(): void;
  onMove(to: number): void;
  onRemove(): void;
}

export function StepEditor({ step, at, of, canTake, onChange, onTake, onMove, onRemove }: Props) {
  const { title, text, fragment } = step;
  const moves = [
    { name: 'Move up', to: at - 1, Icon: ArrowUp },
    { name: 'Move down', to: at + 1, Icon: ArrowDown },
  ];
  return (
    <li>
      <fieldset className="lesson-step">
        <legend>Step {at + 1}</legend>
        <div className="lesson-step-tools">
          {moves.map(({ name, to, Icon }) => {
            const isThere = to >= 0 && to < of;
            return (
              // Not disabled at the ends of the list: the focus would be lost there.
              <IconButton key={name} name={name} small aria-disabled={!isThere} onClick={() => isThere && onMove(to)}>
                <Icon size={14} aria-hidden />
              </IconButton>
            );
          })}
          <IconButton name="Remove step" small onClick={onRemove}>
            <Trash2 size={14} aria-hidden />
          </IconButton>
        </div>
        <label>
          <span>Step title</span>
          <input
            className="field"
            maxLength={LONGEST_TITLE}
            value={title}
            onChange={(event) => onChange({ title: event.target.value })}
          />
        </label>
        <label>
          <span>Text</span>
          <textarea
            className="field"
            rows={3}
            maxLength={LONGEST_TEXT}
            value={text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        </label>
        <p className="lesson-step-link quiet">
          Opens <span className="mono">{summaryOf(fragment)}</span>{' '}
          <button type="button" className="text-button" disabled={!canTake} onClick={onTake}>
            Take what is on the page now instead
          </button>
        </p>
      </fieldset>
    </li>
  );
}

function summaryOf(fragment: string): string {
  const link = decodeLink(fragment);
  if (!link?.ok) return 'a link that cannot be read';
  const edits = editsIn(link.state.edits);
  return `${link.state.prompt || 'no prompt'}${edits === 0 ? '' : `, ${counted(edits, 'edit')}`}`;
}
