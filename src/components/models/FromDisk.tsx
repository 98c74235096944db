/** A model of the visitor's own: a folder or files in Hugging Face layout. */
import { FolderOpen } from 'lucide-react';
import type { InputHTMLAttributes } from 'react';
import { useSession } from '../session';
import { sourceOfFiles } from './own-files';

/** An attribute that React does not know by its type. */
const FOLDER = { webkitdirectory: '' } as InputHTMLAttributes<HTMLInputElement>;

export function FromDisk() {
  const session = useSession();
  const load = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) void session.loadModel(sourceOfFiles(files));
  };
  return (
    <div className="from-disk">
      <label className="button choose">
        <FolderOpen size={14} aria-hidden /> Choose a folder
        <input className="visually-hidden" type="file" {...FOLDER} onChange={(event) => load(event.target)} />
      </label>
      <label className="text-button choose">
        or files
        <input
          className="visually-hidden"
          type="file"
          multiple
          aria-label="Choose files of a model"
          onChange={(event) => load(event.target)}
        />
      </label>
      <span className="quiet">or drop either anywhere on the page. It stays on this machine.</span>
    </div>
  );
}
