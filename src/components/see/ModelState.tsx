/**
 * Over the map while there is no model: how the loading goes, or what went wrong and what to do. A picture that is there
 * beforehand is not covered by the loading: a line at its foot tells of it.
 */
import { RotateCw } from 'lucide-react';
import { useApp } from '../store';
import type { LoadProgress } from '../../worker/api';
import { bytes } from '../../figures/format';
import { STAGES } from '../models/stages';
import { useSession } from '../session';
import { Progress } from '../ui/Progress';
import { OnItsWay } from './OnItsWay';

interface Props {
  /** Whether the map shows something. */
  readonly drawn: boolean;
}

export function ModelState({ drawn }: Props) {
  const model = useApp((state) => state.model);
  const room = useApp((state) => state.room);
  const session = useSession();
  if (model.stage === 'ready') return null;
  if (model.stage === 'loading') {
    if (!drawn) return <Loading progress={model.progress} />;
    // Where the attribution's line is, it says so itself.
    return room === 'explore' ? null : <OnItsWay />;
  }
  const failed = model.stage === 'failed';
  return (
    <div className="model-state" role="alert">
      <h3>{failed ? 'The model could not be loaded' : 'The engine stopped'}</h3>
      <p>{model.message}</p>
      <p className="quiet">
        {failed
          ? 'Your prompt and edits are kept.'
          : 'Your prompt and edits are kept; starting again takes a few seconds.'}
      </p>
      <button type="button" className="button primary" onClick={session.restart}>
        <RotateCw size={14} aria-hidden />
        {failed ? 'Try again' : 'Restart the engine'}
      </button>
    </div>
  );
}

function Loading({ progress }: { readonly progress: LoadProgress | null }) {
  const title = progress ? STAGES[progress.stage] : 'Starting';
  const size = progress?.total ? `${bytes(progress.loaded ?? 0)} of ${bytes(progress.total)}` : '';
  return (
    <div className="model-state" role="status">
      <h3>{title}</h3>
      <Progress label={title} fraction={progress?.fraction ?? null} />
      <p className="quiet number">{progress?.note ?? size}</p>
    </div>
  );
}
