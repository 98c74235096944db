/** A real JupyterLab with a notebook in it, where there is a Python that has one. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NEEDED = ['jupyterlab', 'anywidget', 'pandas'];
/** Milliseconds. */
const STARTING = 90_000;

/** The interpreter, or why there is none. */
export function findPython(): { readonly python: string } | { readonly missing: string } {
  const python = process.env.ENGRAM_PYTHON ?? 'python3';
  const { status } = spawnSync(python, ['-c', `import ${NEEDED.join(', ')}`], { stdio: 'ignore' });
  if (status === 0) return { python };
  return { missing: `${python} has no ${NEEDED.join(', ')}. ENGRAM_PYTHON names an interpreter that does.` };
}

export interface Lab {
  /** Of the notebook, opened. */
  readonly url: string;
  stop(): Promise<void>;
}

/** @param cells the code of each. */
export async function startLab(python: string, cells: readonly string[]): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'engram-notebook-'));
  await writeFile(join(folder, 'engram.ipynb'), JSON.stringify(notebookOf(cells)));
  const port = await freePort();
  const options = [
    `--port=${port}`,
    '--no-browser',
    // Containers have no other user.
    '--allow-root',
    '--ip=127.0.0.1',
    '--IdentityProvider.token=',
    `--ServerApp.root_dir=${folder}`,
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    '--LabApp.news_url=None',
  ];
  const lab = spawn(python, ['-m', 'jupyterlab', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PYTHONPATH: join(ROOT, 'python', 'src'),
      ENGRAM_PAGE: join(ROOT, 'dist'),
      JUPYTER_CONFIG_DIR: join(folder, '.config'),
      JUPYTER_RUNTIME_DIR: join(folder, '.runtime'),
      IPYTHONDIR: join(folder, '.ipython'),
    },
  });
  let said = '';
  lab.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-2000)));
  const gone = new Promise<void>((done) => lab.once('exit', () => done()));
  const url = `http://127.0.0.1:${port}/lab/tree/engram.ipynb?reset`;
  const stop = async () => {
    lab.kill('SIGINT');
    const timer = setTimeout(() => lab.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true });
  };
  const end = Date.now() + STARTING;
  while (!(await answers(`http://127.0.0.1:${port}/api`))) {
    if (lab.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`JupyterLab did not start:\n${said}`);
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  return { url, stop };
}

function notebookOf(cells: readonly string[]) {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
