import type { Server } from 'node:http';

export function serve(
  directory: string,
  options: { port: number; search?: boolean; isolation?: boolean },
): Promise<{ server: Server; url: string }>;
export function closeOnSignal(server: Server): void;
