/** The two sliders that say which neurons count: what share of the strongest score, and in how many askings. */
import type { ReactNode } from 'react';
import type { Thresholds } from '../../knowledge/measures/refined-set';
import { PAPER_THRESHOLDS } from '../../knowledge/protocol';
import { percent } from '../../figures/format';
import { Range } from '../ui/Range';

interface Props {
  readonly thresholds: Thresholds;
  /** What is asked: "wordings". */
  readonly askings: string;
  /** How many of them. */
  readonly n: number;
  /** The smallest t for which there are scores. */
  readonly least: number;
  /** Whether the paper's t is one for these scores, and its s. */
  readonly marks: { readonly t: boolean; readonly s: boolean };
  /** Beside them. */
  readonly children?: ReactNode;
  onChange(thresholds: Thresholds): void;
}

export function ThresholdSliders({ thresholds: { t, s }, askings, n, least, marks, children, onChange }: Props) {
  return (
    <div className="thresholds">
      <Range
        name="Threshold t"
        label={
          <>
            share of the strongest score (<b>t</b>)
          </>
        }
        min={least}
        max={0.9}
        step={0.01}
        {...(marks.t ? { mark: PAPER_THRESHOLDS.t } : {})}
        value={t}
        text={percent(t)}
        onChange={(next) => onChange({ t: next, s })}
      />
      <Range
        name="Threshold s"
        label={
          <>
            {askings} in which it counts (<b>s</b>)
          </>
        }
        min={0.05}
        max={1}
        step={0.05}
        {...(marks.s ? { mark: PAPER_THRESHOLDS.s } : {})}
        value={s}
        text={`${Math.ceil(s * n - 1e-9)} of ${n}`}
        onChange={(next) => onChange({ t, s: next })}
      />
      {children}
    </div>
  );
}
