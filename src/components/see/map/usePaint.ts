/** The colours of the canvas, read from the stylesheet, so that there is one source of them. */
import { useMemo } from 'react';
import { useDark } from '../../theme';
import type { Paint } from './draw';
import { PALETTES } from '../../../figures/map/scale';

export function usePaint(): Paint {
  const dark = useDark();
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const read = (name: string) => style.getPropertyValue(name).trim();
    return {
      palette: PALETTES[dark ? 'dark' : 'light'],
      paper: read('--paper'),
      ink: read('--ink'),
      mine: read('--mine'),
      font: read('--mono'),
    };
  }, [dark]);
}
