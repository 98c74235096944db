/** An on/off switch. */
import { Switch as Radix } from 'radix-ui';

interface Props {
  readonly name: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  onChange(checked: boolean): void;
}

export function Switch({ name, checked, disabled, onChange }: Props) {
  return (
    <Radix.Root
      className="switch"
      aria-label={name}
      checked={checked}
      disabled={disabled ?? false}
      onCheckedChange={onChange}
    >
      <Radix.Thumb className="switch-thumb" />
    </Radix.Root>
  );
}
