/** A slider with its name and its value above it. */
import { Slider } from 'radix-ui';
import type { ReactNode } from 'react';

interface Props {
  readonly name: string;
  /** What the page shows as its name, where that is more than words. */
  readonly label?: ReactNode;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** The value as a person reads it. */
  readonly text: string;
  /** Where the paper sets it. */
  readonly mark?: number;
  onChange(value: number): void;
  onCommit?(): void;
}

export function Range({ name, label, min, max, step, value, text, mark, onChange, onCommit }: Props) {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return (
    <div className="range">
      <span className="range-name" aria-hidden>
        {label ?? name}
      </span>
      <output className="number" aria-hidden>
        {text}
      </output>
      <Slider.Root
        className="slider"
        min={min}
        max={max}
        step={step}
        value={[value]}
        onValueChange={([next]) => next !== undefined && onChange(Number(next.toFixed(digits)))}
        {...(onCommit ? { onValueCommit: onCommit } : {})}
      >
        <Slider.Track className="slider-track">
          {mark !== undefined && mark <= max && (
            <i style={{ left: `${((mark - min) / (max - min)) * 100}%` }} title="as in the paper" />
          )}
        </Slider.Track>
        <Slider.Thumb className="slider-thumb quiet-thumb" aria-label={name} aria-valuetext={text} />
      </Slider.Root>
    </div>
  );
}
