/** The model of B: the one in use, or another that this browser knows, or any of the Hub; what it takes is said before it is loaded. */
import { useEffect, useId, useState } from 'react';
import { isOtherModel, type BesideModel } from '../../../state/beside';
import { nameOfSource } from '../../../state/models';
import type { State } from '../../../state/store';
import type { FoundSource, ModelSource } from '../../../worker/api';
import { bytes } from '../../../figures/format';
import { FromHub } from '../../models/FromHub';
import { Message } from '../../models/Message';
import { PreviewFacts } from '../../models/PreviewCard';
import { usePreview, type Look } from '../../models/usePreview';
import { useSession } from '../../session';
import { useApp, useAppStore } from '../../store';

/** The option that asks for a name. */
const ANY = 'any';
const SAME = 'same';

interface Option {
  readonly key: string;
  readonly label: string;
  readonly source: ModelSource;
}

/** Models at hand, but the one in use. */
function optionsOf({
  stored,
  folders,
  modelSource,
}: Pick<State, 'stored' | 'folders' | 'modelSource'>): readonly Option[] {
  const all: readonly ModelSource[] = [
    { kind: 'builtin' },
    ...folders,
    ...(stored ?? [])
      .filter(({ complete }) => complete)
      .map(({ id, commit }) => ({ kind: 'hub' as const, id, revision: commit })),
  ];
  return all
    .filter((source) => keyOf(source) !== keyOf(modelSource))
    .map((source) => ({ key: keyOf(source), label: nameOfSource(source), source }));
}

function keyOf(model: BesideModel | ModelSource): string {
  if (model.kind === 'hub') return `hub ${model.id}@${model.revision ?? ''}`;
  return model.kind === 'files' ? `files ${model.name}` : 'builtin';
}

export function BesideModelField() {
  const store = useAppStore();
  const session = useSession();
  const id = useId();
  const stored = useApp((state) => state.stored);
  const folders = useApp((state) => state.folders);
  const modelSource = useApp((state) => state.modelSource);
  const info = useApp((state) => state.info);
  const isOther = useApp(isOtherModel);
  const model = useApp((state) => state.beside.model);
  const [isAsking, setAsking] = useState(false);
  const { look, inspect, forget } = usePreview();
  const isReady = info !== null;
  useEffect(() => {
    if (isReady) void session.refreshStored();
  }, [session, isReady]);
  const options = optionsOf({ stored, folders, modelSource });
  const chosen = isOther && model ? keyOf(model) : SAME;
  const looked = look && keyOf(look.source);
  const setModel = (next: BesideModel | null) => {
    forget();
    setAsking(false);
    store.getState().setBeside({ model: next });
  };
  const choose = (key: string) => {
    const source = options.find((option) => option.key === key)?.source;
    setAsking(key === ANY);
    if (key === ANY) forget();
    else if (!source) setModel(null);
    else if (source.kind === 'builtin') setModel(source);
    else void inspect(source);
  };
  const value = isAsking ? ANY : (looked ?? chosen);
  const isListed = [SAME, ANY].includes(value) || options.some(({ key }) => key === value);
  return (
    <div className="beside-field">
      <label htmlFor={id}>Model</label>
      <select
        id={id}
        className="field"
        disabled={!isReady}
        value={value}
        onChange={(event) => choose(event.target.value)}
      >
        <option value={SAME}>as A</option>
        {options.map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
        {!isListed && <option value={value}>{nameOfValue(look, model)}</option>}
        <option value={ANY}>Another of the Hub…</option>
      </select>
      {isAsking && (
        <div className="beside-own">
          <FromHub
            onLook={(source) => {
              setAsking(false);
              void inspect(source);
            }}
          />
        </div>
      )}
      {look && <Preview look={look} onOpen={setModel} onClose={forget} />}
      {isOther && !look && <BesideMemory />}
    </div>
  );
}

function nameOfValue(look: Look | null, model: BesideModel | null): string {
  if (look) return nameOfSource(look.source);
  if (model === null || model.kind === 'files') return model?.name ?? '';
  return nameOfSource(model);
}

/** What the second model takes, once it runs. */
function BesideMemory() {
  const memory = useApp(({ besideEngine }) =>
    besideEngine?.stage === 'ready' ? besideEngine.info.memory.running : null,
  );
  const name = useApp(({ besideEngine }) => (besideEngine?.stage === 'ready' ? besideEngine.info.name : null));
  return (
    <p className="beside-own quiet">
      {memory === null
        ? 'A second model takes memory of its own.'
        : `${name} takes about ${bytes(memory)} beside the model in use, until B is of that one again.`}
    </p>
  );
}

interface PreviewProps {
  readonly look: Look;
  onOpen(model: BesideModel): void;
  onClose(): void;
}

function Preview({ look: { source, preview, error }, onOpen, onClose }: PreviewProps) {
  const problem = error ?? preview?.problem ?? null;
  const left = preview ? preview.bytes - preview.stored : 0;
  return (
    <div className="beside-own beside-preview" role="group" aria-label={`About ${nameOfSource(source)}`}>
      <b>{nameOfSource(source)}</b>
      {preview && <PreviewFacts preview={preview} />}
      {problem !== null && (
        <div className="problem" role="alert">
          <Message text={problem} />
        </div>
      )}
      {!preview && error === null && (
        <p className="quiet" role="status">
          Looking it up
        </p>
      )}
      {preview && <p className="quiet">It runs beside the model in use, so the memory of both is needed.</p>}
      <p className="side-actions">
        {preview && problem === null && (
          <button type="button" className="button small primary" onClick={() => onOpen(found(source, preview.origin))}>
            {left > 0 ? `Download ${bytes(left)} and open beside` : 'Open beside'}
          </button>
        )}
        <button type="button" className="text-button" onClick={onClose}>
          Not now
        </button>
      </p>
    </div>
  );
}

/** The very commit that was looked at. */
function found(source: FoundSource, origin: NonNullable<Look['preview']>['origin']): BesideModel {
  if (source.kind === 'files') return { kind: 'files', name: source.name };
  return { kind: 'hub', id: source.id, ...(origin.kind === 'hub' ? { revision: origin.commit } : {}) };
}
