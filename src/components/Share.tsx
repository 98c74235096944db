/** A link that carries the prompt, the target and the edits. Nothing is uploaded: it is all in the address. */
import { Check, Copy, Share2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { messageOf } from '../errors';
import { currentLink } from '../keeping/links';
import type { AppStore } from '../state/store';
import { useApp, useAppStore } from './store';
import { count } from './format';

/** Empty where there is none, which a notice then explains. */
function makeLink(store: AppStore): string {
  try {
    return currentLink(store.getState());
  } catch (error) {
    store.getState().notify({ tone: 'problem', text: messageOf(error) });
    return '';
  }
}

export function Share() {
  const store = useAppStore();
  const ready = useApp((state) => state.info !== null);
  const [link, setLink] = useState('');
  const [copied, setCopied] = useState(false);

  const copy = async (field: HTMLInputElement | null) => {
    try {
      await navigator.clipboard.writeText(link);
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
        if (open) setLink(makeLink(store));
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
          <h3>A link to this model, as edited</h3>
          <p className="quiet">
            It holds the prompt, the target, every edit and the view, in {count(link.length)} characters. Whoever opens
            it reads the same numbers.
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
          <p className="visually-hidden" role="status">
            {copied ? 'The link is in the clipboard.' : ''}
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
