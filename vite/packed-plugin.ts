/**
 * `import address from 'package/file?packed'`: the address of the file as gzip, which whoever asks for it unpacks. Many hosts
 * compress no WebAssembly, and of 14 MB they would send four times as much as it takes. The name says nothing of gzip, so
 * that no server unpacks it on the way.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const QUERY = '?packed';
const DEV = '/@packed/';

export function packedPlugin(): Plugin {
  let developing = false;
  /** Files that were asked for while developing. */
  const asked = new Set<string>();
  return {
    name: 'engram-packed',
    enforce: 'pre',
    configResolved({ command }) {
      developing = command === 'serve';
    },
    load(id) {
      if (!id.endsWith(QUERY)) return null;
      const file = id.slice(0, -QUERY.length);
      if (developing) {
        asked.add(file);
        return `export default ${JSON.stringify(DEV + encodeURIComponent(file))};`;
      }
      const source = gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION });
      const reference = this.emitFile({ type: 'asset', name: `${basename(file)}.packed`, source });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
    configureServer(server) {
      server.middlewares.use(DEV, ({ url = '' }, response, next) => {
        const file = decodeURIComponent(url.slice(1));
        if (!asked.has(file)) {
          next();
          return;
        }
        response.setHeader('Content-Type', 'application/octet-stream');
        response.end(gzipSync(readFileSync(file), { level: constants.Z_BEST_SPEED }));
      });
    },
  };
}
