/** Hands out what was measured, as the command line prints it. */
import { resultJson, type Measured } from '../../experiments/measure';
import { saveFile } from '../save-file';

export function SaveResult({ name, result }: { readonly name: string; readonly result: Measured }) {
  const save = () =>
    saveFile(`engram-${name}.json`, new Blob([`${resultJson(result)}\n`], { type: 'application/json' }));
  return (
    <button type="button" className="text-button" onClick={save}>
      Download as JSON
    </button>
  );
}
