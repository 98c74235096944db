/** The map of all neurons. React places the canvas and what lies around it; the drawing happens in draw.ts, once a frame. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { nameOf, refOf } from '../../../state/neurons';
import { useApp, useAppStore } from '../../store';
import { useNeuronWords } from '../useNeuronWords';
import { useEdited } from '../values';
import { drawMap, type Scene } from './draw';
import type { LayerSummary } from '../../../figures/map/layer-summary';
import { LayerNames, LayerSums } from './Gutters';
import {
  layOut,
  neuronAt,
  neuronsIn,
  placeOf,
  strongestIn,
  type Box,
  type MapLayout,
  type Point,
} from '../../../figures/map/layout';
import { LayerStrip } from './LayerStrip';
import { MapReadOut } from './MapReadOut';
import { MapTooltip, type NeuronFact } from './MapTooltip';
import { domainOf, levelsOf } from '../../../figures/map/scale';
import { useBrush } from './useBrush';
import { useDensity } from './useDensity';
import { onMapKey } from './useMapKeys';
import { useMapZoom, type MapZoom } from './useMapZoom';
import { usePaint } from './usePaint';
import { useShownLayer } from './useShownLayer';
import { useSize } from './useSize';
import { toMap, WHOLE } from './view';
import { neighbour } from './walk';

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
  readonly onReady?: (zoom: MapZoom) => void;
  /** Of several maps: what this one is of, by a letter. */
  readonly side?: string;
  /** Neurons that stand out by something that the colours do not say; the same array as long as they are the same. */
  readonly marked?: readonly number[];
  /** Neurons with an edit in force, where those are not the page's; the same array as long as they are the same. */
  readonly edited?: readonly number[];
}

const NONE: readonly number[] = [];
const NOTHING = () => {};

export function NeuronMap({
  layers,
  neurons,
  selecting,
  values,
  domain,
  both = NONE,
  factsOf,
  sums,
  onReady = NOTHING,
  side,
  marked = NONE,
  ...own
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
  const density = useDensity();
  const shownAlone = useShownLayer(layers, neurons, values);
  // Beside another map it is a picture of the whole, and takes the little room that there is for itself.
  const isSide = side !== undefined;
  const alone = isSide ? null : shownAlone;
  const id = isSide ? `map-${side.toLowerCase()}` : 'map';
  const layout = useMemo<MapLayout | null>(
    () =>
      size && size.width >= 40 && size.height >= 40 ? layOut({ layers, neurons, alone }, { ...size, density }) : null,
    [size, density, alone, layers, neurons],
  );

  const levels = useMemo(() => values && levelsOf(values, domain ?? domainOf(values)), [values, domain]);
  const selected = useApp((state) => state.selected);
  const onPage = useEdited();
  const edited = own.edited ?? onPage;
  const paint = usePaint();
  const [hover, setHover] = useState<{ readonly index: number; readonly x: number; readonly y: number } | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [view, setView] = useState(WHOLE);

  const zoom = useMapZoom({ canvas, layout, selecting: selectMode, onZoom: setView });
  useEffect(() => onReady(zoom), [zoom, onReady]);

  const hovered = hover?.index ?? null;
  const wordsOf = useNeuronWords(usePointedAt(hovered, cursor));
  useEffect(() => {
    if (!layout || !size) return;
    const scene: Scene = { layout, levels, values, selected, edited, both, marked, cursor, hover: hovered };
    const frame = requestAnimationFrame(() => {
      const element = canvas.current;
      if (!element) return;
      const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)];
      if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
      drawMap(element, scene, paint, { view, density });
    });
    return () => cancelAnimationFrame(frame);
  }, [layout, size, density, levels, values, selected, edited, both, marked, cursor, hovered, paint, view]);

  const boxOnMap = (box: Box): Box => {
    const [from, to] = [toMap(view, { x: box.x0, y: box.y0 }), toMap(view, { x: box.x1, y: box.y1 })];
    return { x0: from.x, y0: from.y, x1: to.x, y1: to.y };
  };
  const brush = useBrush(selecting, (box, add) => {
    if (layout) store.getState().selectMany(neuronsIn(layout, boxOnMap(box)), add);
  });
  const at = (point: Point) => layout && neuronAt(layout, toMap(view, point));
  const under = ({ x, y }: Point) => {
    const tip = { x0: x - FINGER / 2, y0: y - FINGER / 2, x1: x + FINGER / 2, y1: y + FINGER / 2 };
    return (layout && values && strongestIn(layout, values, boxOnMap(tip))) ?? at({ x, y });
  };
  const choose = (index: number, add: boolean) => {
    if (add) store.getState().toggleSelected(index);
    else store.getState().select(index);
  };
  const moveTo = (index: number) => {
    setCursor(index);
    const place = layout && placeOf(layout, index);
    if (place) zoom.show({ x: place.x + layout.cell.width / 2, y: place.y + layout.cell.height / 2 });
  };
  const start = () => selected.at(-1) ?? (layout?.bands[0]?.layer ?? 0) * neurons;

  return (
    <div className="map" data-alone={alone !== null}>
      {layout && size && alone === null && !isSide && <LayerNames layout={layout} view={view} area={size} />}
      <div ref={plot} className="plot" data-selecting={selecting}>
        <canvas
          id={id}
          ref={canvas}
          role="application"
          aria-roledescription="map of neurons"
          aria-label={`Neuron map${isSide ? ` of ${side}` : ''}: ${layers} layers of ${neurons} neurons`}
          aria-describedby={`${id}-help`}
          tabIndex={0}
          onFocus={(event) => event.currentTarget.matches(':focus-visible') && cursor === null && moveTo(start())}
          onBlur={() => setCursor(null)}
          onKeyDown={(event) =>
            onMapKey(event, {
              move: (move) => layout && moveTo(cursor === null ? start() : neighbour(layout, cursor, move)),
              choose: (add) => cursor !== null && choose(cursor, add),
              zoom: zoom.by,
              reset: zoom.reset,
              clear: () => {
                store.getState().clearSelection();
                return selected.length > 0;
              },
            })
          }
          onClick={(event) => {
            if (brush.dragged.current) return;
            const { offsetX: x, offsetY: y } = event.nativeEvent;
            const index = finger.current ? under({ x, y }) : at({ x, y });
            // A finger has no Shift: where many are being selected, each tap adds.
            if (index !== null) choose(index, event.shiftKey || (finger.current && selecting));
          }}
          onPointerDown={(event) => {
            finger.current = event.pointerType === 'touch';
            brush.onPointerDown(event);
          }}
          onPointerMove={(event) => {
            brush.onPointerMove(event);
            const { offsetX: x, offsetY: y } = event.nativeEvent;
            const index = event.pointerType === 'touch' ? null : at({ x, y });
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
          <MapTooltip
            {...hover}
            words={wordsOf(hover.index)}
            facts={factsOf(hover.index)}
            neurons={neurons}
            room={size?.width ?? 0}
          />
        )}
      </div>
      {layout && size && sums && alone === null && !isSide && (
        <LayerSums layout={layout} view={view} area={size} summary={sums} />
      )}
      {alone !== null && layers > 1 && (
        <LayerStrip layers={layers} neurons={neurons} shown={alone} levels={levels} paint={paint} summary={sums} />
      )}
      <MapReadOut
        helpId={`${id}-help`}
        name={cursor === null ? null : nameOf(refOf(cursor, neurons))}
        facts={cursor === null ? [] : factsOf(cursor)}
        words={cursor === null ? '' : wordsOf(cursor)}
        selected={cursor !== null && selected.includes(cursor)}
      />
    </div>
  );
}

/** The neurons under the pointer and under the keyboard's cursor. */
function usePointedAt(hovered: number | null, cursor: number | null): readonly number[] {
  return useMemo(() => [hovered, cursor].filter((index) => index !== null), [hovered, cursor]);
}
