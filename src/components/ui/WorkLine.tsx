/** A piece of long work as one line: a button that starts it; while it runs, how far it is and a way out. */
import type { ReactNode } from 'react';
import type { WorkName } from '../../session/work';
import { useApp } from '../store';
import { useSession } from '../session';
import { Progress } from './Progress';

interface Props {
  readonly work: WorkName;
  /** On the button. */
  readonly label: string;
  /** What is going on, while it runs. */
  readonly running: string;
  readonly disabled?: boolean;
  readonly primary?: boolean;
  /** Beside the button. */
  readonly children?: ReactNode;
}

export function WorkLine({ work, label, running, disabled = false, primary = false, children }: Props) {
  const session = useSession();
  const pending = useApp((state) => state.pending[work]);
  const ready = useApp(({ model }) => model.stage === 'ready');
  if (pending && 'progress' in pending) {
    const { progress } = pending;
    return (
      <div className="task" aria-busy>
        <p className="quiet">
          {running}
          {progress !== null && <span className="number"> {Math.round(progress * 100)} %</span>}
        </p>
        <button type="button" className="text-button" onClick={() => session.cancelWork(work)}>
          Cancel
        </button>
        <Progress label={running} fraction={progress} />
      </div>
    );
  }
  return (
    <div className="task">
      <div className="task-row">
        <button
          type="button"
          className={primary ? 'button primary' : 'button'}
          disabled={disabled || !ready}
          onClick={() => session.startWork(work)}
        >
          {label}
        </button>
        {children}
      </div>
      {pending?.error.cancelled === true && <p className="quiet">Stopped. Nothing was changed.</p>}
      {pending?.error.cancelled === false && (
        <p className="problem" role="alert">
          {pending.error.message}
        </p>
      )}
    </div>
  );
}
