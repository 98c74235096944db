/** Which model this is and where it runs; another one on its way shows how far it is. It opens the models. */
import { useApp, useAppStore } from './store';
import { count, percent } from '../figures/format';
import { shortBackend } from './models/InUse';

export function ModelBadge() {
  const store = useAppStore();
  const info = useApp((state) => state.info);
  const stage = useApp((state) => state.model.stage);
  const loading = useApp((state) => state.loading);
  const worksOffline = useApp((state) => state.worksOffline);
  const open = useApp((state) => state.modelsOpen);
  if (!info) return <Absent />;
  const fraction = loading?.progress?.fraction ?? null;
  const done = fraction !== null && loading?.progress?.stage === 'download' ? `${percent(fraction)} of ` : '';
  return (
    <button
      type="button"
      className="model-badge"
      aria-haspopup="dialog"
      aria-expanded={open}
      aria-label={`Model: ${info.name}, on ${shortBackend(info.backend)}${loading ? `; loading ${done}${loading.name}` : ''}`}
      title={worksOffline ? `${info.name}. Works offline now.` : info.name}
      onClick={() => store.getState().setModelsOpen(true)}
    >
      <span className={`lamp ${loading ? 'loading' : stage}`} aria-hidden />
      <span className="model-name">{shortName(info.name)}</span>
      {loading ? (
        <span className="model-coming quiet">
          loading {done}
          {shortName(loading.name)}
        </span>
      ) : (
        <>
          <span className="model-shape quiet number">
            {info.config.layers} × {count(info.config.intermediateSize)} neurons
          </span>
          <span className="model-backend quiet">{shortBackend(info.backend)}</span>
        </>
      )}
    </button>
  );
}

/** Without the owner, who is named in the panel. */
function shortName(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function Absent() {
  const store = useAppStore();
  const model = useApp((state) => state.model);
  if (model.stage === 'failed') {
    return (
      <button
        type="button"
        className="model-badge problem"
        aria-haspopup="dialog"
        onClick={() => store.getState().setModelsOpen(true)}
      >
        No model
      </button>
    );
  }
  const fraction = model.stage === 'loading' && model.progress?.stage === 'download' ? model.progress.fraction : null;
  return (
    <p className="model-badge quiet">
      Loading the model{fraction === null ? '' : <span className="number">{percent(fraction)}</span>}
    </p>
  );
}
