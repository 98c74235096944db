/** What the colours mean, in numbers; beyond the ends of the scale they stay the same, so the strongest neuron is named. */
import { useMemo } from 'react';
import { nameOf, refOf } from '../../state/neurons';
import { signed } from '../../figures/format';
import { useModelShape } from '../model-shape';
import { useApp } from '../store';
import { useDark } from '../theme';
import { COLOUR_MEANINGS, endsOf } from '../../figures/map/legend';
import { PALETTES } from '../../figures/map/scale';
import { useColourValues } from './values';

export function Legend() {
  const colour = useApp((state) => state.colour);
  const shape = useModelShape();
  const values = useColourValues();
  const scale = useMemo(() => values && endsOf(values), [values]);
  const palette = PALETTES[useDark() ? 'dark' : 'light'];
  const [low, high] = COLOUR_MEANINGS[colour];
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
