/**
 * A link that carries the place, the prompt, the target and the edits. Nothing is uploaded: it is all in the address. What
 * is long for a link is offered as a file, too.
 */
import { Check, Copy, Share2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { messageOf } from '../errors';
import { LONG_LINK } from '../keeping/link';
import { currentLink } from '../keeping/links';
import { workFile } from '../keeping/work-file';
import type { AppStore } from '../state/store';
import { useApp, useAppStore } from './store';
import { EmbedCode } from './embed/EmbedCode';
import { count } from '../figures/format';
import { saveFile } from './save-file';

/** A link, or why there is none. */
type Made = { readonly link: string; readonly problem: null } | { readonly link: null; readonly problem: string };

function makeLink(store: AppStore): Made {
  try {
    return { link: currentLink(store.getState()), problem: null };
  } catch (error) {
    return { link: null, problem: messageOf(error) };
  }
}

function saveWork(store: AppStore): void {
  try {
    saveFile('engram-work.json', new Blob([workFile(store.getState())], { type: 'application/json' }));
  } catch (error) {
    store.getState().notify({ tone: 'problem', cause: 'share', text: messageOf(error) });
  }
}

export function Share() {
  const store = useAppStore();
  const ready = useApp((state) => state.info !== null);
  const [{ link, problem }, setMade] = useState<Made>({ link: '', problem: null });
  const [copied, setCopied] = useState(false);

  const copy = async (field: HTMLInputElement | null) => {
    try {
      await navigator.clipboard.writeText(link ?? '');
    } catch {
      // Without permission the field is at least selected, for a copy by hand.
      field?.select();
      return;
    }
    setCopied(true);
  };

  return (
    <Popover.Root
      onOpenChange={(open) => {
        setCopied(false);
        if (open) setMade(makeLink(store));
      }}
    >
      <Popover.Trigger className="button primary share-button" disabled={!ready}>
        <Share2 size={14} aria-hidden />
        <span>Share</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover share-popover"
          sideOffset={6}
          align="end"
          collisionPadding={12}
          aria-label="Share"
        >
          <h3>A link to what is on the page</h3>
          {link === null ? (
            <p role="alert">{problem}</p>
          ) : (
            <>
              <p className="quiet">
                It holds the room, the prompt, the target, every edit and the view, in {count(link.length)} characters.
                Whoever opens it reads the same numbers.
              </p>
              <div className="share-row">
                <input
                  className="field mono"
                  aria-label="Link"
                  readOnly
                  value={link}
                  onFocus={(event) => event.target.select()}
                />
                <button
                  type="button"
                  className="button primary"
                  disabled={link === ''}
                  onClick={(event) => void copy(event.currentTarget.parentElement?.querySelector('input') ?? null)}
                >
                  {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
                  {copied ? 'Copied' : 'Copy link'}
                </button>
              </div>
            </>
          )}
          {(link === null || link.length > LONG_LINK) && (
            <p className="share-long">
              {link !== null && (
                <>Some chat programs cut links of more than {count(LONG_LINK)} characters; a file arrives whole. </>
              )}
              <button type="button" className="text-button" onClick={() => saveWork(store)}>
                Save as a file
              </button>{' '}
              that opens where it is dropped on this page.
            </p>
          )}
          <p className="visually-hidden" role="status">
            {copied ? 'The link is in the clipboard.' : ''}
          </p>
          <EmbedCode link={link ?? ''} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
