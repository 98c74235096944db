/** A small round button that opens an explanation. */
import { Info as Icon } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { docAddress, type DocSection } from './docs';

interface Props {
  readonly about: string;
  readonly children: ReactNode;
  /** Where the documents say more. */
  readonly more?: DocSection;
  /** Where somebody else may open it, too. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

export function Info({ about, children, more, ...opening }: Props) {
  return (
    <Popover.Root {...opening}>
      <Popover.Trigger className="icon-button small" aria-label={`About ${about}`}>
        <Icon size={14} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={6} collisionPadding={12} aria-label={`About ${about}`}>
          {children}
          {more && (
            <p>
              <a {...docAddress(more)}>More, with formulas</a>
            </p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
