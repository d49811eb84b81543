import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppConfig } from '../config/app-config.js';

/** Tells the command line on this machine where the server listens: `<data dir>/server.json`. */
export function announceServer({ dataDir, build }: AppConfig, url: string): void {
  const path = pathOf(dataDir);
  const text = JSON.stringify({
    url,
    pid: process.pid,
    version: build.version,
    started_at: new Date().toISOString(),
  });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${text}\n`);
  renameSync(`${path}.new`, path);
}

export function withdrawServer({ dataDir }: AppConfig): void {
  rmSync(pathOf(dataDir), { force: true });
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'server.json');
}
