/** A small round button that opens an explanation. */
import { Info as Icon } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';

export function Info({ about, children }: { readonly about: string; readonly children: ReactNode }) {
  return (
    <Popover.Root>
      <Popover.Trigger className="icon-button small" aria-label={`About ${about}`}>
        <Icon size={14} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={6} collisionPadding={12} aria-label={`About ${about}`}>
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
