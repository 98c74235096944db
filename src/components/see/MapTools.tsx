/** The buttons above a map: select many, zoom, show all, fill the window. */
import { BoxSelect, Grid3x3, Maximize, Minimize, Minus, Plus } from 'lucide-react';
import { useRef } from 'react';
import { useCoarse } from '../media';
import { TakePicture } from '../out/TakePicture';
import { IconButton } from '../ui/IconButton';
import type { MapZoom } from './map/useMapZoom';
import { useFillWindow } from './useFillWindow';

interface Props {
  readonly zoom: MapZoom | null;
  readonly selecting: boolean;
  onSelecting(selecting: boolean): void;
}

export function MapTools({ zoom, selecting, onSelecting }: Props) {
  const tools = useRef<HTMLDivElement>(null);
  const [fills, setFills] = useFillWindow(tools);
  const isCoarse = useCoarse();
  return (
    <div ref={tools} className="map-tools" role="group" aria-label="Map" data-fills={fills}>
      <IconButton
        name="Select by dragging"
        hint={
          isCoarse ? 'Select many: drag a box, or tap one after another' : 'Select many: drag a box (or hold Shift)'
        }
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
        <Grid3x3 size={15} aria-hidden />
      </IconButton>
      <TakePicture picture="map" />
      <IconButton
        name="Fill the window"
        hint={fills ? 'Back to the page (Escape)' : 'Fill the window'}
        aria-pressed={fills}
        onClick={() => setFills(!fills)}
      >
        {fills ? <Minimize size={15} aria-hidden /> : <Maximize size={15} aria-hidden />}
      </IconButton>
    </div>
  );
}
