import { call, type Answer, type TestOrg } from './api.js';
import { makePackage, publish, publisherOf, type PackageOptions } from './packages.js';
import type { SharedServer } from './shared-server.js';

export const MCP = '/api/v1/mcp/';
/** What clients of the Streamable HTTP transport accept. */
export const STREAM = 'application/json, text/event-stream';

interface FrameOptions {
  readonly path?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How an org posts one frame as a plain client does. */
export function rpcOf(server: SharedServer, org: TestOrg) {
  return (
    method: string,
    params?: unknown,
    { path = MCP, token = org.token, headers = {} }: FrameOptions = {},
  ): Promise<Answer> =>
    call(server, 'POST', path, { token, headers, body: { jsonrpc: '2.0', id: 7, method, params } });
}

/** Publishes a kit of the org with a tool of the same name, for the org alone; answers as what it is listed. */
export async function publishTool(
  server: SharedServer,
  owner: TestOrg,
  name: string,
  options: PackageOptions = {},
): Promise<string> {
  const built = await makePackage(await publisherOf(server, owner, `key-${name}`), {
    name,
    components: [{ name }],
    ...options,
  });
  const { status, body } = await publish(server, owner.token, built);
  if (status !== 201) throw new Error(`Not published: ${JSON.stringify(body)}`);
  return `${owner.id}__${name}`;
}

/** A blueprint with three faults, and where they are. */
export const FAULTY = {
  nodes: [
    { id: 'a', type: 'tool', tool_name: 'no_such_tool' },
    { id: 'b', type: 'tool', tool_name: 'echo_tool', dependencies: ['c'] },
    { id: 'b', type: 'tool', tool_name: 'echo_tool' },
  ],
};
export const FAULTS = ['/nodes/0/tool_name', '/nodes/1/dependencies/0', '/nodes/2/id'];

export function pointersOf(errors: readonly { readonly pointer: string }[]): string[] {
  return errors.map(({ pointer }) => pointer).sort();
}
