/** A choice of one among few, shown side by side. */
import { ToggleGroup } from 'radix-ui';

interface Props<T extends string> {
  readonly name: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly small?: boolean;
  onChange(value: T): void;
}

export function Segments<T extends string>({ name, value, options, small, onChange }: Props<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      className={small ? 'segments small' : 'segments'}
      aria-label={name}
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value}>
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
