/** The buttons above a map: select by dragging, zoom, show all. */
import { BoxSelect, Layers, Maximize, Minus, Plus } from 'lucide-react';
import { useApp, useAppStore } from '../store';
import { IconButton } from '../ui/IconButton';
import type { MapZoom } from './map/useMapZoom';

interface Props {
  readonly zoom: MapZoom | null;
  readonly selecting: boolean;
  onSelecting(selecting: boolean): void;
}

export function MapTools({ zoom, selecting, onSelecting }: Props) {
  const store = useAppStore();
  const focus = useApp((state) => state.focus);
  return (
    <div className="map-tools" role="group" aria-label="Map">
      {focus !== null && (
        <button type="button" className="button small" onClick={() => store.getState().setFocus(null)}>
          <Layers size={12} aria-hidden /> All layers
        </button>
      )}
      <IconButton
        name="Select by dragging"
        hint="Select by dragging (or hold Shift)"
        aria-pressed={selecting}
        onClick={() => onSelecting(!selecting)}
      >
        <BoxSelect size={16} aria-hidden />
      </IconButton>
      <IconButton name="Zoom out" onClick={() => zoom?.by(1 / 1.8)}>
        <Minus size={16} aria-hidden />
      </IconButton>
      <IconButton name="Zoom in" onClick={() => zoom?.by(1.8)}>
        <Plus size={16} aria-hidden />
      </IconButton>
      <IconButton name="Show the whole map" onClick={() => zoom?.reset()}>
        <Maximize size={15} aria-hidden />
      </IconButton>
    </div>
  );
}
