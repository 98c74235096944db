/** Where it is measured. */
import { findAdapter } from '../../src/runtime/gpu-device';

export interface Device {
  /** The GPU's name as the browser says it, or why there is none. */
  readonly adapter: string;
  /** Whether WebGPU computes on the CPU, or not at all. */
  readonly software: boolean;
  readonly browser: string;
}

export async function findDevice(): Promise<Device> {
  const found = await findAdapter();
  const browser = browserName(navigator.userAgent);
  return typeof found === 'string'
    ? { adapter: found, software: true, browser }
    : { adapter: found.name, software: found.software, browser };
}

/** As browsers call themselves, the most particular first: Edge says Chrome too, and Chrome says Safari. */
const BROWSERS: readonly (readonly [name: string, version: RegExp])[] = [
  ['Edge', /\bEdg\/(\d+)/],
  ['Firefox', /\bFirefox\/(\d+)/],
  ['Chromium, headless,', /\bHeadlessChrome\/(\d+)/],
  ['Chromium', /\bChrome\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[.\d]* .*Safari\//],
];

/** Name and version, for people. */
export function browserName(userAgent: string): string {
  for (const [name, version] of BROWSERS) {
    const found = version.exec(userAgent);
    if (found) return `${name} ${found[1]}`;
  }
  return userAgent;
}
