export const ROOT: string;
export const QUIET: string[];
export const SOFTWARE_WEBGPU: string[];
export const LINUX_WEBGPU: string[];
export function ensureDependencies(): void;
export function ensureChromium(): string;
export function findChromium(): string | null;
export function say(message: string): void;
