/** A model on its way: how far it is, in bytes, and a way out; or why it did not arrive. */
import { X } from 'lucide-react';
import { useApp, useAppStore } from '../store';
import { bytes } from '../../figures/format';
import { useSession } from '../session';
import { IconButton } from '../ui/IconButton';
import { Progress } from '../ui/Progress';
import { Message } from './Message';
import { STAGES } from './stages';
import { useShown } from './useShown';

export function Loading() {
  const store = useAppStore();
  const session = useSession();
  const loading = useApp((state) => state.loading);
  const error = useApp((state) => state.loadError);
  const card = useShown(loading?.source ?? error);
  if (loading) {
    const { name, progress } = loading;
    const stage = progress ? STAGES[progress.stage] : 'Starting';
    return (
      <div className="model-card" role="group" tabIndex={-1} ref={card} aria-label={`Loading ${name}`}>
        <div className="model-card-head">
          <b>{name}</b>
          <button type="button" className="text-button" onClick={session.cancelLoad}>
            Cancel
          </button>
        </div>
        <Progress label={`${stage}: ${name}`} fraction={progress?.fraction ?? null} />
        <p className="model-card-line quiet">
          <span>{stage}</span>
          {progress?.loaded !== undefined && (
            <span className="number">
              {bytes(progress.loaded)}
              {progress.total !== undefined && ` of ${bytes(progress.total)}`}
            </span>
          )}
        </p>
        {progress?.note !== undefined && <p role="status">{progress.note}</p>}
        <p className="quiet">The model in use goes on answering meanwhile.</p>
      </div>
    );
  }
  if (!error) return null;
  return (
    <div className="model-card failed" role="alert" tabIndex={-1} ref={card}>
      <div className="model-card-head">
        <b>Not loaded: {error.name}</b>
        <IconButton name="Dismiss" small onClick={() => store.getState().forgetLoadError()}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <Message text={error.message} />
      <p className="quiet">The model before is still in use, with everything that you changed.</p>
    </div>
  );
}
