/** Lessons: one from a file is opened, another one is made of what is on the page. */
import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../errors';
import { openLesson } from '../../keeping/lessons/walk';
import { useAppStore } from '../store';
import { useSession } from '../session';
import { LESSON_FILES, lessonOfFile } from './lesson-files';
import { MakeLesson } from './MakeLesson';

export function Lessons() {
  const store = useAppStore();
  const session = useSession();
  const [problem, setProblem] = useState('');
  const open = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    try {
      const lesson = await lessonOfFile(file);
      store.getState().setGalleryOpen(null);
      void openLesson({ store, help: session }, lesson);
    } catch (error) {
      setProblem(`${file.name}: ${messageOf(error)}`);
    }
  };
  return (
    <>
      <div className="gallery-lead">
        <p>
          A lesson is a list of links with text between. Whoever opens one walks through its steps, and gets their own
          work back at the end.
        </p>
        <label className="button small choose">
          <FolderOpen size={14} aria-hidden /> Open a lesson
          <input
            className="visually-hidden"
            type="file"
            accept={LESSON_FILES}
            onChange={(event) => void open(event.target)}
          />
        </label>
      </div>
      {problem !== '' && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <MakeLesson />
    </>
  );
}
