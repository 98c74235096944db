/** `npm run -s engram -- <command>`: the command line, from a fresh clone too. Only its own output reaches stdout. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, ROOT } from './ensure.mjs';

ensureDependencies();
const child = spawn(
  process.execPath,
  ['--import', 'tsx', join(ROOT, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
