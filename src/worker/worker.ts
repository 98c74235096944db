/** The module worker in which the engine lives. */
import { expose } from 'comlink';
import { openWebRuntime } from '../runtime/choose';
import { carryErrors } from './crossing';
import { Engine } from './engine';
import { loadSource } from './source';

/** The build puts this script into assets/, beside models/; while developing both are served from the root. */
const models = new URL(import.meta.env.DEV ? '/models/' : '../models/', self.location.href);

carryErrors();
expose(
  new Engine({
    openRuntime: openWebRuntime,
    loadSource: (source, onProgress) => loadSource(source, models, onProgress),
  }),
);
