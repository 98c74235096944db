/** A lesson in the making: a title, what stands before the first step, and the steps, each of what was on the page. */
import { Eye, FileDown, Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { messageOf } from '../../errors';
import { LONGEST_TEXT, LONGEST_TITLE, MOST_STEPS, checkedLesson } from '../../keeping/lessons/checked-lesson';
import { openLesson } from '../../keeping/lessons/walk';
import { currentLink } from '../../keeping/links';
import { EMPTY_LESSON, type Lesson, type LessonStep } from '../../state/lesson';
import { useApp, useAppStore } from '../store';
import { useSession } from '../session';
import { CopyLesson } from './CopyLesson';
import { LESSON_FILES, lessonOfFile, saveLesson } from './lesson-files';
import { StepEditor } from './StepEditor';

export function MakeLesson() {
  const store = useAppStore();
  const session = useSession();
  const draft = useApp((state) => state.lessonDraft);
  const ready = useApp((state) => state.info !== null);
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');
  const [replaced, setReplaced] = useState<Lesson | null>(null);
  const add = useRef<HTMLButtonElement>(null);

  const change = (parts: Partial<Lesson>) =>
    store.getState().setLessonDraft({ ...store.getState().lessonDraft, ...parts });
  const replace = (lesson: Lesson) => {
    setReplaced(draft);
    store.getState().setLessonDraft(lesson);
  };
  /** Runs what may fail, and says why it did. */
  const attempt = (run: () => void) => {
    try {
      run();
      setProblem('');
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  const fragmentNow = () => new URL(currentLink(store.getState())).hash;
  const addStep = () =>
    attempt(() => {
      const step: LessonStep = {
        title: store.getState().prompt.slice(0, LONGEST_TITLE),
        fragment: fragmentNow(),
        text: '',
      };
      change({ steps: [...draft.steps, step] });
      setSaid(`Step ${draft.steps.length + 1} was added.`);
    });
  const edit = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    try {
      replace(await lessonOfFile(file));
      setProblem('');
    } catch (error) {
      setProblem(`${file.name}: ${messageOf(error)}`);
    }
  };
  const preview = () =>
    attempt(() => {
      const lesson = checkedLesson(draft);
      store.getState().setGalleryOpen(null);
      void openLesson({ store, help: session }, lesson);
    });
  const steps = keyed(draft.steps);
  const isEmpty = draft.steps.length === 0;
  return (
    <section className="make-lesson" aria-labelledby="make-lesson-title">
      <div className="make-head">
        <h3 id="make-lesson-title">Make a lesson</h3>
        <label className="text-button choose">
          Go on with a file
          <input
            className="visually-hidden"
            type="file"
            accept={LESSON_FILES}
            onChange={(event) => void edit(event.target)}
          />
        </label>
        {draft !== EMPTY_LESSON && (
          <button type="button" className="text-button" onClick={() => replace(EMPTY_LESSON)}>
            Begin a new one
          </button>
        )}
      </div>
      {replaced && replaced !== draft && (
        <p className="quiet">
          Another lesson was here.{' '}
          <button type="button" className="text-button" onClick={() => replace(replaced)}>
            Bring it back
          </button>
        </p>
      )}
      <label>
        <span>Title</span>
        <input
          className="field"
          maxLength={LONGEST_TITLE}
          value={draft.title}
          onChange={(event) => change({ title: event.target.value })}
        />
      </label>
      <label>
        <span>Introduction</span>
        <textarea
          className="field"
          rows={2}
          maxLength={LONGEST_TEXT}
          placeholder="What it is about. Markdown: **bold**, *italics*, `code`, [links](https://…)."
          value={draft.intro}
          onChange={(event) => change({ intro: event.target.value })}
        />
      </label>
      <ol className="lesson-steps" aria-label="Steps">
        {steps.map(({ key, step }, at) => (
          <StepEditor
            key={key}
            step={step}
            at={at}
            of={steps.length}
            canTake={ready}
            onChange={(parts) =>
              change({ steps: draft.steps.map((own, i) => (i === at ? { ...own, ...parts } : own)) })
            }
            onTake={() =>
              attempt(() =>
                change({ steps: draft.steps.map((own, i) => (i === at ? { ...own, fragment: fragmentNow() } : own)) }),
              )
            }
            onMove={(to) => {
              change({ steps: draft.steps.toSpliced(at, 1).toSpliced(to, 0, step) });
              setSaid(`“${step.title}” is step ${to + 1} of ${steps.length} now.`);
            }}
            onRemove={() => {
              change({ steps: draft.steps.toSpliced(at, 1) });
              setSaid(`“${step.title}” was removed.`);
              add.current?.focus();
            }}
          />
        ))}
      </ol>
      {isEmpty && (
        <p className="quiet">No step yet. Close this, bring the page to where a step should begin, and add it here.</p>
      )}
      <button
        ref={add}
        type="button"
        className="button add-step"
        disabled={!ready || steps.length >= MOST_STEPS}
        onClick={addStep}
      >
        <Plus size={14} aria-hidden /> Add what is on the page now
      </button>
      {problem !== '' && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <div className="make-foot">
        <button type="button" className="button" disabled={isEmpty} onClick={preview}>
          <Eye size={14} aria-hidden /> Preview
        </button>
        <button
          type="button"
          className="button primary"
          disabled={isEmpty}
          onClick={() => attempt(() => saveLesson(checkedLesson(draft)))}
        >
          <FileDown size={14} aria-hidden /> Save as file
        </button>
        <CopyLesson lesson={draft} onProblem={setProblem} />
      </div>
    </section>
  );
}

/** Steps with keys that go along when they are moved, so that the focus does too. */
function keyed(steps: readonly LessonStep[]): readonly { readonly key: string; readonly step: LessonStep }[] {
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const nth = seen.get(step.fragment) ?? 0;
    seen.set(step.fragment, nth + 1);
    return { key: `${step.fragment} ${nth}`, step };
  });
}
