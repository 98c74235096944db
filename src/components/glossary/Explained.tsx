/** A word of the field with a dotted line under it; a click tells what it means. For its first use in a place. */
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { TERMS, type TermName } from './terms';

interface Props {
  readonly of: TermName;
  /** As the sentence has it. */
  readonly children: ReactNode;
}

export function Explained({ of, children }: Props) {
  const { title, plain, ...more } = TERMS[of];
  return (
    <Popover.Root>
      <Popover.Trigger className="term">{children}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={6} collisionPadding={12} aria-label={title}>
          <h3>{title}</h3>
          <p>{plain}</p>
          {'symbols' in more && <p className="quiet mono">{more.symbols}</p>}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
