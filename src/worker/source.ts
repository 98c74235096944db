/** A model from where the visitor wants it: the one that comes with the page, files of their own, or the Hugging Face Hub. */
import { fileName, loadCheckpoint, modelId } from '../checkpoint/load';
import { EngramError, throwIfCancelled } from '../errors';
import { hubModelId, parseHubAddress } from '../hub/address';
import type { Hub } from '../hub/hub';
import type { HubFile } from '../hub/repository';
import type { BackendPreference } from '../runtime/choose';
import type { BackendLimits } from '../runtime/limits';
import type { FoundSource, LoadProgress, ModelPreview, ModelSource, StoredModel } from './api';
import { downloadBuiltin } from './builtin';
import { openFolder, previewFolder, type ModelFolder, type SourcedModel } from './folder';
import { DownloadProgress } from './progress';

const BUILTIN = { id: 'builtin', name: 'Built-in model' };

/** Whoever waits for a model. */
export interface Waiting {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
}

export interface SourceParts {
  /** The folder that holds `builtin/`, with the version of that as its query. */
  readonly models: URL;
  readonly hub: Promise<Hub>;
  limits(preference: BackendPreference): Promise<BackendLimits>;
}

export class Sources {
  constructor(readonly parts: SourceParts) {}

  async load(source: ModelSource, preference: BackendPreference, waiting: Waiting): Promise<SourcedModel> {
    if (source.kind === 'builtin') return this.#loadBuiltin(waiting);
    return openFolder(await this.#find(source, waiting), preference, (of) => this.parts.limits(of));
  }

  async inspect(source: FoundSource): Promise<ModelPreview> {
    const waiting = { signal: new AbortController().signal, onProgress: () => {} };
    return previewFolder(await this.#find(source, waiting), (of) => this.parts.limits(of));
  }

  async stored(): Promise<StoredModel[]> {
    const models = await (await this.parts.hub).list();
    return models.map(({ id, commit, bytes, complete, lastUsed }) => ({ id, commit, bytes, complete, lastUsed }));
  }

  async deleteStored(id: string, commit: string): Promise<void> {
    await (await this.parts.hub).delete(id, commit);
  }

  async #loadBuiltin({ onProgress }: Waiting): Promise<SourcedModel> {
    const files = await downloadBuiltin(this.parts.models, onProgress);
    onProgress({ stage: 'read', fraction: null });
    const weightsFile = files.get('model.safetensors')?.length ?? 0;
    return { ...(await loadCheckpoint(files, BUILTIN.id)), ...BUILTIN, origin: { kind: 'builtin' }, weightsFile };
  }

  #find(source: FoundSource, waiting: Waiting): Promise<ModelFolder> {
    return source.kind === 'files' ? filesFolder(source, waiting) : this.#hubFolder(source, waiting);
  }

  async #hubFolder(
    { id, revision = 'main' }: Extract<ModelSource, { kind: 'hub' }>,
    { signal, onProgress }: Waiting,
  ): Promise<ModelFolder> {
    const asked = parseHubAddress(`${id}@${revision}`);
    if (!asked)
      throw new EngramError(
        'download',
        `“${id}” at “${revision}” cannot be on the Hugging Face Hub: ` +
          'expected a name like “org/name”, and a branch, tag or commit.',
      );
    const progress = new DownloadProgress(onProgress);
    const following = { signal, onNote: (note: string | null) => progress.note(note) };
    const hub = await this.parts.hub;
    const found = await hub.find(asked.id, revision, following);
    const { repository, notice } = found;
    const stored = await hub.stored(found);
    return {
      id: hubModelId(repository.id, repository.commit),
      name: repository.id,
      origin: { kind: 'hub', id: repository.id, commit: repository.commit },
      files: repository.files.map(({ name, size }) => ({
        name,
        bytes: size,
        stored: Math.min(size, stored.get(name) ?? 0),
      })),
      notices: notice === null ? [] : [notice],
      sha256: new Map(
        repository.files.flatMap(({ name, digest }) => (digest.kind === 'sha256' ? [[name, digest.hex] as const] : [])),
      ),
      peek: (name) => hub.peek(found, name, following),
      use: async (work) => {
        const { result, notice: kept } = await hub.use(found, following, (reader) =>
          work((names) =>
            reader.read(
              names,
              progress.part(
                stageOf(repository.files, names, stored),
                names.some((file) => file.endsWith('.safetensors')),
              ),
            ),
          ),
        );
        onProgress({ stage: 'read', fraction: null });
        return { result, notices: kept === null ? [] : [kept] };
      },
    };
  }
}

/** What is all in storage is read, and not downloaded. */
function stageOf(
  files: readonly HubFile[],
  names: readonly string[],
  stored: ReadonlyMap<string, number>,
): 'download' | 'read' {
  return files.some(({ name, size }) => names.includes(name) && stored.get(name) !== size) ? 'download' : 'read';
}

/** Files that the visitor dropped or chose; their names may have folders in front. */
async function filesFolder(
  { name, files }: Extract<ModelSource, { kind: 'files' }>,
  { signal, onProgress }: Waiting,
): Promise<ModelFolder> {
  const byName = new Map(files.map((file) => [fileName(file.name), file.data]));
  const read = async (file: string) => {
    throwIfCancelled(signal);
    return new Uint8Array(await byName.get(file)!.arrayBuffer());
  };
  return {
    id: modelId(name),
    name,
    origin: { kind: 'files' },
    files: [...byName].map(([file, { size }]) => ({ name: file, bytes: size, stored: size })),
    notices: [],
    sha256: new Map(),
    peek: read,
    use: async (work) => {
      onProgress({ stage: 'read', fraction: null });
      const result = await work(
        async (names) => new Map(await Promise.all(names.map(async (file) => [file, await read(file)] as const))),
      );
      return { result, notices: [] };
    },
  };
}
