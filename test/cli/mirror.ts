import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SharedServer } from '../harness/shared-server.js';

/**
 * The public files of a server under an address of its own, as somebody in between serves them: what was asked for once
 * stays as it was, so that it grows old, and single files can be put in the place of others.
 */
export class Mirror {
  private readonly kept = new Map<string, Uint8Array | undefined>();
  /** Files in the place of the ones served; undefined for one that is missing. */
  readonly changed = new Map<string, Uint8Array | undefined>();

  /** What happens once, just before a file is asked for. */
  readonly meanwhile = new Map<string, () => Promise<unknown>>();

  private constructor(
    private readonly source: Pick<SharedServer, 'url'>,
    private readonly server: Server,
  ) {}

  static async of(source: Pick<SharedServer, 'url'>): Promise<Mirror> {
    const server = createServer((request, response) => {
      void mirror.serve(request, response);
    }).listen(0, '127.0.0.1');
    const mirror = new Mirror(source, server);
    await once(server, 'listening');
    return mirror;
  }

  /** What `ICE_REGISTRY_URL` is to be. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v0`;
  }

  /** A file as the server has it now. */
  async file(path: string): Promise<Uint8Array | undefined> {
    const answer = await fetch(`${this.source.url}/static/v0/${path}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return answer.ok ? bytes : undefined;
  }

  /** Asks the server anew from now on. */
  refresh(): void {
    this.kept.clear();
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await this.answer((request.url ?? '').replace(/^\/v0\//, ''));
    response.writeHead(bytes ? 200 : 404).end(bytes);
  }

  private async answer(path: string): Promise<Uint8Array | undefined> {
    const happens = this.meanwhile.get(path);
    this.meanwhile.delete(path);
    await happens?.();
    if (this.changed.has(path)) return this.changed.get(path);
    if (!this.kept.has(path)) this.kept.set(path, await this.file(path));
    return this.kept.get(path);
  }
}
