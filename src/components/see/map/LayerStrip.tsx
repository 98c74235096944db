/** Under a layer that is shown alone: all layers as small pictures, to choose from. */
import { useEffect, useRef } from 'react';
import { useNarrow } from '../../media';
import { useApp, useAppStore } from '../../store';
import { useEdited } from '../values';
import type { Paint } from './draw';
import type { LayerSummary } from '../../../figures/map/layer-summary';
import { gridOf } from '../../../figures/map/grid';
import { LEVELS, type Levels } from '../../../figures/map/scale';

interface Props {
  readonly layers: number;
  readonly neurons: number;
  /** The layer that is shown. */
  readonly shown: number;
  readonly levels: Levels | null;
  readonly paint: Paint;
  readonly summary: LayerSummary | null;
}

export function LayerStrip({ layers, neurons, shown, levels, paint, summary }: Props) {
  const store = useAppStore();
  const isNarrow = useNarrow();
  const focus = useApp((state) => state.focus);
  const edited = useEdited();
  const now = summary?.values[shown];
  return (
    <div className="layer-strip" role="group" aria-label="Layers">
      <p>
        <b>Layer {shown}</b>
        {now !== undefined && (
          <span className="quiet">
            {summary?.name} <span className="number">{summary?.format(now)}</span>
          </span>
        )}
        {focus !== null && (
          <button type="button" className="text-button" onClick={() => store.getState().setFocus(null)}>
            {isNarrow ? 'Follow the strongest' : 'All layers'}
          </button>
        )}
      </p>
      <ul>
        {Array.from({ length: layers }, (_, layer) => {
          const value = summary?.values[layer];
          const isEdited = edited.some((index) => Math.floor(index / neurons) === layer);
          return (
            <li key={layer}>
              <button
                type="button"
                aria-pressed={layer === shown}
                aria-label={[
                  `Show layer ${layer} alone`,
                  ...(value === undefined || !summary ? [] : [summary.title(layer, value)]),
                  ...(isEdited ? ['has edits'] : []),
                ].join(', ')}
                onClick={() => store.getState().setFocus(layer)}
              >
                <span className="layer-strip-name number">
                  L{layer}
                  {isEdited && <i />}
                  <span>{value === undefined ? '' : summary?.format(value)}</span>
                </span>
                <Picture layers={layers} neurons={neurons} layer={layer} levels={levels} paint={paint} />
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface PictureProps extends Pick<Props, 'layers' | 'neurons' | 'levels' | 'paint'> {
  readonly layer: number;
}

/** A pixel for each neuron; the stylesheet gives it its size. */
function Picture({ layers, neurons, layer, levels, paint }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const { columns, rows } = gridOf(layers, neurons);
    Object.assign(element, { width: columns, height: rows });
    for (let neuron = 0; neuron < neurons; neuron++) {
      const level = levels?.levels[layer * neurons + neuron] ?? (LEVELS - 1) / 2;
      context.fillStyle = paint.palette[level] ?? paint.ink;
      context.fillRect(neuron % columns, Math.floor(neuron / columns), 1, 1);
    }
  }, [layers, neurons, layer, levels, paint]);
  return <canvas ref={canvas} aria-hidden />;
}
