/** Dragging a box over the map selects what lies in it: with Shift held, or wherever the select mode is on. */
import { useRef, useState, type PointerEvent, type RefObject } from 'react';
import type { Box } from '../../../figures/map/layout';

export interface Brush {
  /** The box being drawn, in CSS pixels of the canvas. */
  readonly box: Box | null;
  /** True just after a drag, when the click that follows means nothing. */
  readonly dragged: RefObject<boolean>;
  readonly onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLCanvasElement>) => void;
}

/** CSS pixels: less is a click. */
const DRAG = 4;

export function useBrush(selecting: boolean, onBox: (box: Box, add: boolean) => void): Brush {
  const [box, setBox] = useState<Box | null>(null);
  const start = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const dragged = useRef(false);

  const boxTo = (event: PointerEvent): Box | null => {
    if (!start.current) return null;
    const { offsetX: x, offsetY: y } = event.nativeEvent;
    const from = start.current;
    return {
      x0: Math.min(from.x, x),
      y0: Math.min(from.y, y),
      x1: Math.max(from.x, x),
      y1: Math.max(from.y, y),
    };
  };

  return {
    box,
    dragged,
    onPointerDown: (event) => {
      dragged.current = false;
      if (event.button !== 0 || !(selecting || event.shiftKey)) return;
      start.current = { x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event) => {
      const next = boxTo(event);
      if (!next) return;
      if (next.x1 - next.x0 < DRAG && next.y1 - next.y0 < DRAG) return;
      dragged.current = true;
      setBox(next);
    },
    onPointerUp: (event) => {
      const last = boxTo(event);
      start.current = null;
      setBox(null);
      if (last && dragged.current) onBox(last, event.shiftKey);
    },
  };
}
