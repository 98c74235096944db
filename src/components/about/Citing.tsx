/** BibTeX for Engram and for the paper, each to be copied. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { docAddress } from '../ui/docs';
import { bibtexOf, ENGRAM_CITATION, PAPER_CITATION, type Citation } from './citation';

export function Citing() {
  return (
    <>
      <p className="quiet">
        Cite both. <a {...docAddress('citing')}>How to cite a number, a link or the model</a>
      </p>
      <Entry name="Engram" citation={ENGRAM_CITATION} />
      <Entry name="the paper" citation={PAPER_CITATION} />
    </>
  );
}

function Entry({ name, citation }: { readonly name: string; readonly citation: Citation }) {
  const [copied, setCopied] = useState(false);
  const text = bibtexOf(citation);
  const copy = async (entry: HTMLElement | null) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without permission the entry is at least selected, for a copy by hand.
      if (entry) getSelection()?.selectAllChildren(entry);
      return;
    }
    setCopied(true);
  };
  return (
    <div className="bibtex">
      <pre className="mono" tabIndex={0} role="region" aria-label={`BibTeX of ${name}`}>
        {text}
      </pre>
      <button
        type="button"
        className="button small"
        onClick={(event) => void copy(event.currentTarget.parentElement?.querySelector('pre') ?? null)}
      >
        {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        {copied ? 'Copied' : 'Copy BibTeX'}
        <span className="visually-hidden"> of {name}</span>
      </button>
    </div>
  );
}
