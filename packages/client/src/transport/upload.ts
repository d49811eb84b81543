import type { CallOptions, Http } from './http.js';

export interface Publication {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** The signed manifest, canonical. */
  readonly manifest: Uint8Array;
  /** The package archive. */
  readonly archive: Uint8Array;
  readonly visibility?: 'private' | 'public';
}

export interface UploadOptions extends CallOptions {
  /** Told how many of all bytes were handed to the network. Needs a `fetch` that sends streams, such as Node's. */
  readonly onProgress?: (sent: number, total: number) => void;
}

/** Sends a signed package; answers the receipt. */
export async function upload(
  http: Http,
  path: string,
  { namespace, name, version, manifest, archive, visibility }: Publication,
  { onProgress, ...options }: UploadOptions = {},
): Promise<unknown> {
  const form = new FormData();
  form.set('manifest', file(manifest, 'application/json'), 'plugins.json');
  form.set('archive', file(archive, 'application/gzip'), 'package.ice.tgz');
  const values = { path: { namespace, name, version }, query: { visibility } };
  const response = onProgress
    ? await sendCounted(http, path, values, form, onProgress, options)
    : await http.open('POST', path, values, { body: form }, options);
  return response.json();
}

async function sendCounted(
  http: Http,
  path: string,
  values: Parameters<Http['open']>[2],
  form: FormData,
  onProgress: (sent: number, total: number) => void,
  options: CallOptions,
): Promise<Response> {
  const encoded = new Response(form);
  const type = encoded.headers.get('content-type') ?? '';
  const bytes = new Uint8Array(await encoded.arrayBuffer());
  // `duplex` is part of the standard and not of every declaration of it.
  const init: RequestInit & { duplex: 'half' } = { body: counted(bytes, onProgress), duplex: 'half' };
  return http.open('POST', path, values, init, {
    ...options,
    headers: { ...options.headers, 'content-type': type },
  });
}

const CHUNK = 64 * 1024;

function counted(
  bytes: Uint8Array,
  onProgress: (sent: number, total: number) => void,
): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + CHUNK));
      at = Math.min(at + CHUNK, bytes.length);
      onProgress(at, bytes.length);
    },
  });
}

function file(bytes: Uint8Array, type: string): Blob {
  return new Blob([Uint8Array.from(bytes)], { type });
}
