/** Zoom and pan of the map with d3: wheel, drag, pinch; and the same by call, for buttons and keys. */
import { select, zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from 'd3';
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import type { MapLayout, Point } from '../../../figures/map/layout';
import { toScreen, viewOf, type MapView } from './view';

/** CSS pixels of a cell at the closest. */
const CLOSEST = 64;
/** CSS pixels from the edge within which a cell is not well in sight. */
const MARGIN = 24;

export interface MapZoom {
  by(factor: number): void;
  reset(): void;
  /** Pans so that a point of the unzoomed map is in sight. */
  show(point: Point): void;
}

interface Options {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly layout: MapLayout | null;
  /** True where a drag selects instead of panning. */
  readonly selecting: RefObject<boolean>;
  onZoom(view: MapView): void;
}

export function useMapZoom({ canvas, layout, selecting, onZoom }: Options): MapZoom {
  /** How the map is seen now; it changes without a React render. */
  const now = useRef<{ readonly layout: MapLayout; readonly zoom: ZoomTransform } | null>(null);
  const target = useRef<HTMLCanvasElement | null>(null);
  const behaviour = useRef<ZoomBehavior<HTMLCanvasElement, unknown> | null>(null);
  const report = useRef(onZoom);
  useEffect(() => {
    report.current = onZoom;
  });

  useEffect(() => {
    const element = canvas.current;
    if (!element || !layout) return;
    const most = Math.max(1, CLOSEST / layout.cell.width);
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
          return event.touches.length > 1 || (now.current?.zoom.k ?? 1) > 1;
        return true;
      })
      .on('zoom', ({ transform }: { readonly transform: ZoomTransform }) => {
        now.current = { layout, zoom: transform };
        // A layer alone pans sideways, so that up and down remain the page's.
        element.style.touchAction = transform.k > 1 && layout.bands.length > 1 ? 'none' : 'pan-y';
        report.current(viewOf(layout, transform));
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
      by: (factor) => act((zoomer, element) => select(element).call(zoomer.scaleBy, factor)),
      reset: () => act((zoomer, element) => select(element).call(zoomer.transform, zoomIdentity)),
      show: (point) =>
        act((zoomer, element) => {
          if (!now.current || now.current.zoom.k <= 1) return;
          const view = viewOf(now.current.layout, now.current.zoom);
          const { x, y } = toScreen(view, point);
          const isInside = (at: number, size: number) => at >= MARGIN && at <= size - MARGIN;
          const isInSight =
            isInside(x, element.clientWidth) && (view.scale.y === 1 || isInside(y, element.clientHeight));
          if (!isInSight) select(element).call(zoomer.translateTo, point.x, point.y);
        }),
    };
  }, []);
}
