/** Takes files that are dropped anywhere on the page; while they are over it, a veil says what can be dropped. */
import { useEffect, useState } from 'react';
import { messageOf } from '../../errors';
import { useAppStore } from '../store';
import { useSession } from '../session';
import { droppedFiles, openDropped } from './dropped';

export function DropAnywhere() {
  const store = useAppStore();
  const session = useSession();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      // Leaving the window, not just one of its elements.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      setOver(false);
      store.getState().settle('drop');
      droppedFiles(event.dataTransfer)
        .then((files) => openDropped(store, session, files))
        .catch((error: unknown) =>
          store.getState().notify({
            tone: 'problem',
            cause: 'drop',
            text: `What was dropped could not be read: ${messageOf(error)}`,
          }),
        );
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [store, session]);
  if (!over) return null;
  return (
    <div className="drop-veil" aria-hidden>
      <p>
        <b>Drop it here</b>
        <span>a model’s folder, a file of prompts, a lesson, saved work, or edits</span>
      </p>
    </div>
  );
}
