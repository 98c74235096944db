/** The code of an iframe that shows one picture of what is on the page now, to be copied into another page. */
import { Check, Copy } from 'lucide-react';
import { useId, useState } from 'react';
import { iframeFor } from '../../keeping/embed-code';
import { picturesOfLink } from '../../state/shown-pictures';
import { PICTURES, type PictureName } from '../../state/pictures';
import { useShallow } from 'zustand/react/shallow';
import { useApp } from '../store';
import { PICTURE_NAMES } from './picture-names';

/** @param link the address that carries the work as it is now; empty where there is none. */
export function EmbedCode({ link }: { readonly link: string }) {
  const pictures = useApp(useShallow(picturesOfLink));
  const prompt = useApp((state) => state.prompt);
  const [chosen, setChosen] = useState<PictureName | null>(null);
  const [copied, setCopied] = useState('');
  const id = useId();
  const picture = pictures.find((name) => name === chosen) ?? pictures[0];
  if (link === '' || picture === undefined) return null;
  const code = iframeFor(link, picture, `${PICTURE_NAMES[picture]} in Engram: ${prompt}`);
  const copy = async (field: HTMLTextAreaElement | null) => {
    try {
      await navigator.clipboard.writeText(code);
      setCopied(code);
    } catch {
      // Without permission the field is at least selected, for a copy by hand.
      field?.select();
    }
  };
  return (
    <section className="embed-code" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>One picture of it, in a page of yours</h3>
      <p className="quiet">Paste this into the page’s HTML. The picture stays alive there, and its edits do too.</p>
      <div className="embed-code-row">
        <select
          className="field"
          aria-label="Picture to embed"
          value={picture}
          onChange={({ target }) => setChosen(PICTURES.find((name) => name === target.value) ?? null)}
        >
          {pictures.map((name) => (
            <option key={name} value={name}>
              {PICTURE_NAMES[name]}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="button"
          onClick={({ currentTarget }) =>
            void copy(currentTarget.closest('section')?.querySelector('textarea') ?? null)
          }
        >
          {copied === code ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {copied === code ? 'Copied' : 'Copy code'}
        </button>
      </div>
      <textarea
        className="field mono"
        aria-label="Code of the iframe"
        readOnly
        rows={4}
        value={code}
        onFocus={({ target }) => target.select()}
      />
      <p className="visually-hidden" role="status">
        {copied === code ? 'The code is in the clipboard.' : ''}
      </p>
    </section>
  );
}
