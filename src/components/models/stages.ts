/** What goes on while a model is loaded, in words. */
import type { LoadProgress } from '../../worker/api';

export const STAGES: Record<LoadProgress['stage'], string> = {
  download: 'Fetching the model',
  read: 'Reading the weights',
  backend: 'Starting the backend',
  'warm-up': 'Warming up',
};
