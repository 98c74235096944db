/** The model in use: what it is, how it is stored, where it runs and what that takes. */
import { useApp } from '../store';
import type { BackendInfo, ModelInfo } from '../../worker/api';
import { bytes, count } from '../../figures/format';
import { AboutBuiltin } from './AboutBuiltin';
import { EarlierWork } from './EarlierWork';

export function InUse() {
  const info = useApp((state) => state.info);
  const worksOffline = useApp((state) => state.worksOffline);
  if (!info) {
    return (
      <section className="models-use" aria-labelledby="models-use-title">
        <h3 id="models-use-title">In use</h3>
        <p className="quiet">No model yet.</p>
      </section>
    );
  }
  return (
    <section className="models-use" aria-labelledby="models-use-title">
      <h3 id="models-use-title">In use</h3>
      <p className="fact-name">{info.name}</p>
      <p className="quiet">{originOf(info)}</p>
      {info.origin.kind === 'builtin' && <AboutBuiltin />}
      <dl className="facts">
        {factsOf(info).map(([name, value]) => (
          <div key={name}>
            <dt className="quiet">{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
      {info.notices.length > 0 && (
        <ul className="models-notices" aria-label="Worth knowing">
          {info.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
      <EarlierWork info={info} />
      <p className="quiet">{info.backend.reason}</p>
      <p className="quiet">Everything runs in this browser. What you type is sent nowhere.</p>
      {worksOffline && (
        <p className="quiet">Works offline now: this browser has kept the page and the model that comes with it.</p>
      )}
    </section>
  );
}

function originOf({ origin }: ModelInfo): string {
  if (origin.kind === 'builtin') return 'Comes with the page.';
  return origin.kind === 'hub' ? `From the Hugging Face Hub, commit ${origin.commit.slice(0, 12)}.` : 'From your disk.';
}

function factsOf({
  config,
  backend,
  parameters,
  precision,
  memory,
  hash,
}: ModelInfo): readonly (readonly [string, string])[] {
  return [
    ['Layers', String(config.layers)],
    ['Neurons', `${count(config.layers * config.intermediateSize)} (${count(config.intermediateSize)} a layer)`],
    ['Residual stream', `${config.hiddenSize} wide, ${config.heads} heads`],
    ['Parameters', `${(parameters / 1e6).toFixed(1)} million`],
    ['Vocabulary', `${count(config.vocabSize)} tokens`],
    ['Runs on', backend.adapter ? `${shortBackend(backend)} (${backend.adapter})` : shortBackend(backend)],
    ['Precision', precision === 'float16' ? '16-bit floats' : '32-bit floats'],
    ['Memory', `about ${bytes(memory.running)}`],
    ['Weights', hash],
  ];
}

export function shortBackend({ backend, threads }: BackendInfo): string {
  if (backend === 'webgpu') return 'WebGPU';
  return `WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}
