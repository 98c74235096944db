/** What the pictures that can stand alone are called on the page. */
import type { PictureName } from '../../state/pictures';

export const PICTURE_NAMES: Readonly<Record<PictureName, string>> = {
  map: 'Neuron map',
  bars: 'Predictions',
  dose: 'Dose curve',
  lens: 'Logit lens',
  attention: 'Attention',
  barcode: 'Barcode of the fact',
  effects: 'Side effects',
  relation: 'Relation',
};
