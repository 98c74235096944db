/** The map of all neurons. React places the canvas and what lies around it; the drawing happens in draw.ts, once a frame. */
import { zoomIdentity } from 'd3';
import { useEffect, useMemo, useRef, useState } from 'react';
import { nameOf, refOf } from '../../../state/neurons';
import { useApp, useAppStore } from '../../store';
import { useEdited } from '../values';
import { drawMap, type Scene } from './draw';
import { LayerNames, LayerSums, type LayerSummary } from './Gutters';
import { layOut, neighbour, neuronAt, neuronsIn, placeOf, strongestNear, type Box, type MapLayout } from './layout';
import { MapTooltip, type NeuronFact } from './MapTooltip';
import { domainOf, levelsOf } from './scale';
import { useBrush } from './useBrush';
import { onMapKey } from './useMapKeys';
import { useMapZoom, type MapZoom } from './useMapZoom';
import { usePaint } from './usePaint';
import { useSize } from './useSize';

/** CSS pixels that a finger covers. */
const FINGER = 24;

export interface NeuronMapProps {
  readonly layers: number;
  readonly neurons: number;
  readonly selecting: boolean;
  /** [L * F] what colours the neurons; null where it is not there yet. */
  readonly values: Float32Array | null;
  /** The value at the ends of the scale; without it, one that suits the values. */
  readonly domain?: number;
  /** Neurons drawn half in each colour; the same array as long as they are the same. */
  readonly both?: readonly number[];
  /** What is known of a neuron, for whoever points at it. */
  readonly factsOf: (index: number) => readonly NeuronFact[];
  /** Beside each layer. */
  readonly sums: LayerSummary | null;
  /** Hands the zoom to the buttons above the map. */
  readonly onReady: (zoom: MapZoom) => void;
}

const NONE: readonly number[] = [];

export function NeuronMap({
  layers,
  neurons,
  selecting,
  values,
  domain,
  both = NONE,
  factsOf,
  sums,
  onReady,
}: NeuronMapProps) {
  const store = useAppStore();
  const plot = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const finger = useRef(false);
  const selectMode = useRef(selecting);
  useEffect(() => {
    selectMode.current = selecting;
  });
  const size = useSize(plot);
  const density = window.devicePixelRatio || 1;
  const focus = useApp((state) => (state.focus !== null && state.focus < layers ? state.focus : null));
  const layout = useMemo<MapLayout | null>(() => {
    if (!size || size.width < 40 || size.height < 40) return null;
    const shown = focus === null ? Array.from({ length: layers }, (_, layer) => layer) : [focus];
    return layOut(shown, neurons, { ...size, density });
  }, [size, density, focus, layers, neurons]);

  const levels = useMemo(() => values && levelsOf(values, domain ?? domainOf(values)), [values, domain]);
  const selected = useApp((state) => state.selected);
  const edited = useEdited();
  const paint = usePaint();
  const [hover, setHover] = useState<{ readonly index: number; readonly x: number; readonly y: number } | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [transform, setTransform] = useState(zoomIdentity);

  const zoom = useMapZoom({ canvas, layout, selecting: selectMode, onZoom: setTransform });
  useEffect(() => onReady(zoom), [zoom, onReady]);

  const hovered = hover?.index ?? null;
  useEffect(() => {
    if (!layout || !size) return;
    const scene: Scene = { layout, levels, values, selected, edited, both, cursor, hover: hovered };
    const frame = requestAnimationFrame(() => {
      const element = canvas.current;
      if (!element) return;
      const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)];
      if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
      drawMap(element, scene, paint, { transform, density });
    });
    return () => cancelAnimationFrame(frame);
  }, [layout, size, density, levels, values, selected, edited, both, cursor, hovered, paint, transform]);

  const selectBox = (box: Box, add: boolean) => {
    if (!layout) return;
    const [x0, y0] = transform.invert([box.x0, box.y0]);
    const [x1, y1] = transform.invert([box.x1, box.y1]);
    store.getState().selectMany(neuronsIn(layout, { x0, y0, x1, y1 }), add);
  };
  const brush = useBrush(selecting, selectBox);
  const at = (x: number, y: number) => layout && neuronAt(layout, transform.invertX(x), transform.invertY(y));
  const under = (x: number, y: number) => {
    if (!layout || !values || layout.cell * transform.k > FINGER) return at(x, y);
    const reach = FINGER / 2 / transform.k;
    return strongestNear(layout, values, { x: transform.invertX(x), y: transform.invertY(y), reach });
  };
  const choose = (index: number, add: boolean) => {
    if (add) store.getState().toggleSelected(index);
    else store.getState().select(index);
  };
  const moveTo = (index: number) => {
    setCursor(index);
    const place = layout && placeOf(layout, index);
    if (place && layout) zoom.show(place.x + layout.cell / 2, place.y + layout.cell / 2);
  };
  const start = () => selected.at(-1) ?? (layout?.bands[0]?.layer ?? 0) * neurons;

  return (
    <div className="map">
      {layout && <LayerNames layout={layout} transform={transform} height={size?.height ?? 0} />}
      <div ref={plot} className="plot" data-selecting={selecting}>
        <canvas
          ref={canvas}
          role="application"
          aria-roledescription="map of neurons"
          aria-label={`Neuron map: ${layers} layers of ${neurons} neurons`}
          aria-describedby="map-help"
          tabIndex={0}
          onFocus={(event) => event.currentTarget.matches(':focus-visible') && cursor === null && moveTo(start())}
          onBlur={() => setCursor(null)}
          onKeyDown={(event) =>
            onMapKey(event, {
              move: (move) => layout && moveTo(cursor === null ? start() : neighbour(layout, cursor, move)),
              choose: (add) => cursor !== null && choose(cursor, add),
              zoom: zoom.by,
              reset: zoom.reset,
              clear: () => store.getState().clearSelection(),
            })
          }
          onClick={(event) => {
            if (brush.dragged.current) return;
            const { offsetX: x, offsetY: y } = event.nativeEvent;
            const index = finger.current ? under(x, y) : at(x, y);
            if (index !== null) choose(index, event.shiftKey);
          }}
          onPointerDown={(event) => {
            finger.current = event.pointerType === 'touch';
            brush.onPointerDown(event);
          }}
          onPointerMove={(event) => {
            brush.onPointerMove(event);
            const { offsetX: x, offsetY: y } = event.nativeEvent;
            const index = event.pointerType === 'touch' ? null : at(x, y);
            setHover(index === null ? null : { index, x, y });
          }}
          onPointerUp={brush.onPointerUp}
          onPointerLeave={() => setHover(null)}
        />
        {brush.box && (
          <div
            className="brush"
            style={{
              left: brush.box.x0,
              top: brush.box.y0,
              width: brush.box.x1 - brush.box.x0,
              height: brush.box.y1 - brush.box.y0,
            }}
          />
        )}
        {hover && !brush.box && (
          <MapTooltip {...hover} facts={factsOf(hover.index)} neurons={neurons} room={size?.width ?? 0} />
        )}
      </div>
      {layout && <LayerSums layout={layout} transform={transform} height={size?.height ?? 0} summary={sums} />}
      <p id="map-help" className="visually-hidden">
        Arrow keys move among neurons, Page Up and Page Down among layers. Enter selects, with Shift it adds. Plus and
        minus zoom, zero shows all, Escape clears the selection. The list of strongest neurons below has the same
        neurons.
      </p>
      <p className="visually-hidden" role="status">
        {cursor === null ? '' : readOut(nameOf(refOf(cursor, neurons)), factsOf(cursor), selected.includes(cursor))}
      </p>
    </div>
  );
}

function readOut(name: string, facts: readonly NeuronFact[], selected: boolean): string {
  return [
    name.replace('L', 'Layer ').replace('N', 'neuron ').replace(' ·', ','),
    ...facts.map(({ name: what, value }) => `${what} ${value}`),
    ...(selected ? ['selected'] : []),
  ].join(', ');
}
