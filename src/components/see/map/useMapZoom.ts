/** Zoom and pan of the map with d3: wheel, drag, pinch; and the same by call, for buttons and keys. */
import { select, zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from 'd3';
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import type { MapLayout } from './layout';

/** CSS pixels of a cell at the closest. */
const CLOSEST = 64;

export interface MapZoom {
  /** The transform now; it changes without a React render. */
  readonly transform: RefObject<ZoomTransform>;
  by(factor: number): void;
  reset(): void;
  /** Pans so that a point of the unzoomed map is in sight. */
  show(x: number, y: number): void;
}

interface Options {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly layout: MapLayout | null;
  /** True where a drag selects instead of panning. */
  readonly selecting: RefObject<boolean>;
  onZoom(transform: ZoomTransform): void;
}

export function useMapZoom({ canvas, layout, selecting, onZoom }: Options): MapZoom {
  const transform = useRef(zoomIdentity);
  const target = useRef<HTMLCanvasElement | null>(null);
  const behaviour = useRef<ZoomBehavior<HTMLCanvasElement, unknown> | null>(null);
  const report = useRef(onZoom);
  useEffect(() => {
    report.current = onZoom;
  });

  useEffect(() => {
    const element = canvas.current;
    if (!element || !layout) return;
    const most = Math.max(1, CLOSEST / layout.cell);
    const zoomer = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([1, most])
      .translateExtent([
        [0, 0],
        [element.clientWidth, element.clientHeight],
      ])
      .filter((event: Event) => {
        if (event.type === 'wheel') return true;
        if (selecting.current || (event instanceof MouseEvent && (event.shiftKey || event.button !== 0))) return false;
        // A finger on the whole map scrolls the page; two fingers zoom.
        if (window.TouchEvent && event instanceof TouchEvent)
          return event.touches.length > 1 || transform.current.k > 1;
        return true;
      })
      .on('zoom', (event: { readonly transform: ZoomTransform }) => {
        transform.current = event.transform;
        element.style.touchAction = event.transform.k > 1 ? 'none' : 'pan-y';
        report.current(event.transform);
      });
    behaviour.current = zoomer;
    target.current = element;
    const selection = select(element).call(zoomer).on('dblclick.zoom', null);
    selection.call(zoomer.transform, zoomIdentity);
    return () => {
      selection.on('.zoom', null);
      behaviour.current = null;
    };
  }, [canvas, layout, selecting]);

  return useMemo(() => {
    const act = (call: (zoomer: ZoomBehavior<HTMLCanvasElement, unknown>, element: HTMLCanvasElement) => void) => {
      if (behaviour.current && target.current) call(behaviour.current, target.current);
    };
    return {
      transform,
      by: (factor) => act((zoomer, element) => select(element).call(zoomer.scaleBy, factor)),
      reset: () => act((zoomer, element) => select(element).call(zoomer.transform, zoomIdentity)),
      show: (x, y) =>
        act((zoomer, element) => {
          const [left, top] = transform.current.apply([x, y]);
          const margin = 24;
          const inside =
            left >= margin &&
            top >= margin &&
            left <= element.clientWidth - margin &&
            top <= element.clientHeight - margin;
          if (!inside && transform.current.k > 1) select(element).call(zoomer.translateTo, x, y);
        }),
    };
  }, []);
}
