/**
 * The module worker in which the engine lives. Its name is the address of the Hub that it speaks to, and with a word behind
 * it, where it is a second one beside the page's own.
 */
import { expose } from 'comlink';
import { Hub } from '../hub/hub';
import { WEB } from '../hub/net';
import { openOpfs } from '../hub/opfs';
import { openWebRuntime } from '../runtime/choose';
import { webLimits } from '../runtime/limits';
import { carryErrors } from './crossing';
import { Engine } from './engine';
import { Sources } from './source';

/** The build puts a hash in its place (vite/builtin-version.ts). */
declare const __BUILTIN_VERSION__: string;

/** The build puts this script into assets/, beside models/; while developing both are served from the root. */
const models = new URL(import.meta.env.DEV ? '/models/' : `../models/?v=${__BUILTIN_VERSION__}`, self.location.href);
const [host = '', beside] = self.name.split(' ');
const hub = openOpfs().then((disk) => new Hub({ host, net: WEB, disk }));
const sources = new Sources({ models, hub, limits: webLimits });

carryErrors();
expose(
  new Engine({
    openRuntime: (preference, precision) => openWebRuntime(preference, precision, beside !== undefined),
    loadSource: (...of) => sources.load(...of),
    catalogue: sources,
  }),
);
