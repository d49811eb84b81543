import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A plain file server, whose folder can be changed, and single files of it. */
export interface FileServer {
  readonly url: string;
  folder: string;
  /** Other bytes in the place of a file; undefined for none. */
  readonly instead: Map<string, Uint8Array | undefined>;
  /** Whether it answers everything with 503. */
  failing: boolean;
  /** Paths that were asked for. */
  asked: string[];
  /** Called before each answer. */
  before: () => void;
  close(): void;
}

/** Serves the files of a folder on the loopback. */
export async function serveFiles(folder: string): Promise<FileServer> {
  const http = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    files.asked.push(path);
    files.before();
    if (files.failing) {
      response.writeHead(503).end();
      return;
    }
    const bytes = files.instead.has(path)
      ? Promise.resolve(files.instead.get(path))
      : readFile(join(files.folder, path)).catch(() => undefined);
    void bytes.then((found) => response.writeHead(found ? 200 : 404).end(found));
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const files: FileServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    folder,
    instead: new Map(),
    failing: false,
    asked: [],
    before: () => undefined,
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
  return files;
}
