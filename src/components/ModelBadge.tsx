/** Which model this is and where it runs, with the reason a click away. */
import { Popover } from 'radix-ui';
import type { BackendInfo, ModelInfo } from '../worker/api';
import { useApp } from '../state/store';
import { count } from './format';

export function ModelBadge() {
  const info = useApp((state) => state.info);
  const stage = useApp((state) => state.model.stage);
  if (!info) return <Absent />;
  return (
    <Popover.Root>
      <Popover.Trigger className="model-badge" aria-label={`Model: ${info.name}, on ${shortBackend(info.backend)}`}>
        <span className={`lamp ${stage}`} aria-hidden />
        <span className="model-name">{info.name}</span>
        <span className="model-shape quiet number">
          {info.config.layers} × {count(info.config.intermediateSize)} neurons
        </span>
        <span className="model-backend quiet">{shortBackend(info.backend)}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={6} align="start" collisionPadding={12} aria-label="About the model">
          <h3>{info.name}</h3>
          <Facts info={info} />
          <p className="quiet">{info.backend.reason}</p>
          <p className="quiet">Everything runs in this browser. What you type is sent nowhere.</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Absent() {
  const model = useApp((state) => state.model);
  if (model.stage === 'failed') return <p className="model-badge problem">No model</p>;
  const fraction = model.stage === 'loading' && model.progress?.stage === 'download' ? model.progress.fraction : null;
  return (
    <p className="model-badge quiet">
      Loading the model{fraction === null ? '' : <span className="number">{Math.round(fraction * 100)} %</span>}
    </p>
  );
}

function Facts({ info }: { readonly info: ModelInfo }) {
  const { config, backend } = info;
  const facts: readonly (readonly [string, string])[] = [
    ['Layers', String(config.layers)],
    ['Neurons', `${count(config.layers * config.intermediateSize)} (${count(config.intermediateSize)} a layer)`],
    ['Residual stream', `${config.hiddenSize} wide, ${config.heads} heads`],
    ['Parameters', `${(info.parameters / 1e6).toFixed(1)} million`],
    ['Vocabulary', `${count(config.vocabSize)} tokens`],
    ['Runs on', backend.adapter ? `${shortBackend(backend)} (${backend.adapter})` : shortBackend(backend)],
    ['Weights', info.hash],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="quiet">{name}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function shortBackend({ backend, threads }: BackendInfo): string {
  if (backend === 'webgpu') return 'WebGPU';
  return `WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}
