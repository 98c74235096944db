/** Files of the visitor's own as a model: those of one folder, under a name that a link can carry. */
import type { FilesSource } from '../../state/models';

/** Files of a model in Hugging Face layout, also of those that Engram does not open, so that it can say why. */
const MODEL_FILES =
  /(^|\/)(config\.json|tokenizer(_config)?\.json|vocab\.(txt|json)|merges\.txt|[^/]+\.(safetensors|safetensors\.index\.json|bin|pt|pth|ckpt|h5|msgpack))$/;

export interface NamedFile {
  /** With the folder in front, where there is one. */
  readonly path: string;
  readonly data: Blob;
}

export function looksLikeModelFile(path: string): boolean {
  return MODEL_FILES.test(path);
}

/** Files of an <input>. */
export function sourceOfFiles(files: readonly File[]): FilesSource {
  return sourceOfPaths(files.map((file) => ({ path: file.webkitRelativePath || file.name, data: file })));
}

/** The model is the folder that holds config.json, or the topmost; what lies deeper (other formats, old states) is none of it. */
export function sourceOfPaths(files: readonly NamedFile[]): FilesSource {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const depth = (path: string) => path.split('/').length;
  const byDepth = [...files].sort((a, b) => depth(a.path) - depth(b.path));
  const main = byDepth.find(({ path }) => /(^|\/)config\.json$/.test(path)) ?? byDepth[0];
  const folder = folderOf(main?.path ?? '');
  const own = files.filter(({ path }) => folderOf(path) === folder);
  return {
    kind: 'files',
    name: linkable(folder.split('/').at(-2) ?? 'Own files'),
    files: own.map(({ path, data }) => ({ name: path.slice(folder.length), data })),
  };
}

/** A name in the letters that links allow. */
function linkable(name: string): string {
  const text = name
    .replace(/[^\p{L}\p{M}\p{N}_ .,()+-]/gu, '-')
    .replace(/^[^\p{L}\p{N}_]+/u, '')
    .slice(0, 100);
  return text === '' || text === 'builtin' ? 'Own files' : text;
}
