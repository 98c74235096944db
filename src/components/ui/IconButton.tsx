/** A button that shows an icon; its name is its label for assistive technology and its tooltip for everyone else. */
import { Tooltip } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';

interface Props extends ComponentProps<'button'> {
  readonly name: string;
  readonly children: ReactNode;
  readonly small?: boolean;
  /** Longer text for the tooltip. */
  readonly hint?: string;
}

export function IconButton({ name, hint, small, children, ...rest }: Props) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button type="button" className={small ? 'icon-button small' : 'icon-button'} aria-label={name} {...rest}>
          {children}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={4} collisionPadding={8}>
          {hint ?? name}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
