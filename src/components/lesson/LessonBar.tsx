/** The lesson that is open: what the present step says, and the ways to the others, to a clean start, and out of it. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { closeLesson, goToStep } from '../../keeping/lessons/walk';
import { useApp, useAppStore } from '../store';
import { useSession } from '../session';
import { LessonText } from './LessonText';

export function LessonBar() {
  const store = useAppStore();
  const session = useSession();
  const open = useApp((state) => state.lesson);
  if (!open) return null;
  const { lesson, at } = open;
  const step = lesson.steps[at]!;
  const last = lesson.steps.length - 1;
  const walk = { store, help: session };
  const go = (to: number) => () => void goToStep(walk, to);
  return (
    <section className="lesson-bar" aria-label={`Lesson: ${lesson.title}`}>
      <div className="lesson-words" tabIndex={0} role="group" aria-label="Text of the step">
        <p className="lesson-place">
          <strong>{lesson.title}</strong>
          <span className="quiet" role="status">
            Step {at + 1} of {last + 1}
            <span className="visually-hidden">: {step.title}</span>
          </span>
        </p>
        {at === 0 && lesson.intro !== '' && <LessonText text={lesson.intro} />}
        <h2 className="lesson-title">{step.title}</h2>
        <LessonText text={step.text} />
      </div>
      <div className="lesson-ways">
        <button type="button" className="button small" disabled={at === 0} onClick={go(at - 1)}>
          <ChevronLeft size={14} aria-hidden /> Previous
        </button>
        <button type="button" className="button small primary" disabled={at === last} onClick={go(at + 1)}>
          Next <ChevronRight size={14} aria-hidden />
        </button>
        <button type="button" className="text-button lesson-back" onClick={() => void closeLesson(walk)}>
          Back to your own work
        </button>
        <button type="button" className="text-button" onClick={go(at)}>
          Reset this step
        </button>
        <button type="button" className="text-button" onClick={go(0)}>
          Reset for the next student
        </button>
      </div>
    </section>
  );
}
