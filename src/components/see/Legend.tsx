/** What the colours mean, in numbers; beyond the ends of the scale they stay the same, so the strongest neuron is named. */
import { useMemo } from 'react';
import { nameOf, refOf } from '../../state/neurons';
import type { Colour } from '../../state/view';
import { signed } from '../format';
import { useModelShape } from '../model-shape';
import { useApp } from '../store';
import { useDark } from '../theme';
import { domainOf, PALETTES } from './map/scale';
import { strongest } from './strongest';
import { useColourValues } from './values';

const MEANINGS: Record<Colour, readonly [string, string]> = {
  attribution: ['pushes the target down', 'pushes it up'],
  activation: ['below zero', 'fires'],
  change: ['fires less with the edits', 'fires more'],
};

export function Legend() {
  const colour = useApp((state) => state.colour);
  const shape = useModelShape();
  const values = useColourValues();
  const scale = useMemo(() => values && scaleOf(values), [values]);
  const palette = PALETTES[useDark() ? 'dark' : 'light'];
  const [low, high] = MEANINGS[colour];
  return (
    <div className="map-legend" role="group" aria-label={`Colours: blue ${low}, amber ${high}`}>
      <div className="map-legend-scale">
        <p>
          <span className="number">{scale && `${signed(-scale.domain, scale.digits)} or less`}</span>
          <span className="quiet">{low}</span>
        </p>
        <span className="map-legend-ramp" aria-hidden>
          <span style={{ background: `linear-gradient(to right, ${palette.join(',')})` }} />
          <i />
        </span>
        <p>
          <span className="number">{scale && `${signed(scale.domain, scale.digits)} or more`}</span>
          <span className="quiet">{high}</span>
        </p>
      </div>
      {scale && shape && scale.first !== undefined && (
        <p className="map-legend-strongest">
          <span className="quiet">strongest</span>
          <span className="number">
            {nameOf(refOf(scale.first, shape.intermediateSize))} {signed(values?.[scale.first] ?? 0, scale.digits + 1)}
          </span>
        </p>
      )}
    </div>
  );
}

/** The ends of the scale, with two digits that say something, and the neuron that lies farthest out. */
function scaleOf(values: Float32Array) {
  const domain = domainOf(values);
  const digits = Math.min(7, Math.max(2, 1 - Math.floor(Math.log10(domain))));
  return { domain, digits, first: strongest(values, 1)[0] };
}
