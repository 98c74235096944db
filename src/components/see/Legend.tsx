/** What the colours mean, in numbers. */
import { useMemo } from 'react';
import { useApp } from '../store';
import type { Colour } from '../../state/view';
import { signed } from '../format';
import { useDark } from '../theme';
import { domainOf, PALETTES } from './map/scale';
import { useColourValues } from './values';

const MEANINGS: Record<Colour, readonly [string, string]> = {
  attribution: ['pushes the target down', 'pushes it up'],
  activation: ['below zero', 'fires'],
  change: ['fires less with the edits', 'fires more'],
};

export function Legend() {
  const colour = useApp((state) => state.colour);
  const values = useColourValues();
  const domain = useMemo(() => (values ? domainOf(values) : null), [values]);
  const palette = PALETTES[useDark() ? 'dark' : 'light'];
  const [low, high] = MEANINGS[colour];
  const digits = domain !== null && domain < 0.1 ? 4 : 2;
  return (
    <div className="legend" role="img" aria-label={`Colours: blue ${low}, amber ${high}`}>
      <span className="quiet">{low}</span>
      <span className="number legend-end">{domain === null ? '' : signed(-domain, digits)}</span>
      <span className="legend-ramp">
        <span style={{ background: `linear-gradient(to right, ${palette.join(',')})` }} />
        <i />
      </span>
      <span className="number legend-end">{domain === null ? '' : signed(domain, digits)}</span>
      <span className="quiet">{high}</span>
    </div>
  );
}
