import type { Json } from '@iceos/core/canonical';
import type { AdmittedComponent } from '@iceos/core/gate';
import { hostInterfaceId, type HostInterfaceName, type WorldId } from '@iceos/core/world';
import { ExecutionKv, type HttpPolicy, type HostSecrets } from './capabilities.js';
import type { GrantedFile } from './capabilities/files.js';
import type { CompiledComponent } from './compiler.js';
import type { CodeCall, LlmCall, LlmResult, Services, ToolCall, ToolResult } from './interpreter.js';
import type { CallLimits, Sandbox } from './sandbox.js';
import { grantsOf, HARMLESS, permissionId, type HostPorts } from './services/grants.js';
import { HostCallEvents } from './services/host-call-events.js';

export type { GrantedFile } from './capabilities/files.js';
export type { HostPorts } from './services/grants.js';

/** A component that passed the load gate and was compiled. */
export interface LoadedComponent {
  readonly compiled: CompiledComponent;
  readonly permissions: AdmittedComponent['permissions'];
  readonly limits: AdmittedComponent['limits'];
}

/** Where the components of one run come from: everything a blueprint names, resolved when it was frozen. */
export interface ComponentSource {
  schemas(tool: string): ReturnType<Services['toolSchemas']>;
  /** The tool that a reference of the blueprint means, judged by the load gate; throws the `Refusal`. */
  loadTool(tool: string): Promise<LoadedComponent>;
  /** The component that runs code nodes. */
  loadCodeRunner(): Promise<LoadedComponent>;
}

export interface SandboxServicesOptions {
  readonly source: ComponentSource;
  readonly sandbox: Pick<Sandbox, 'call'>;
  /** No two tenants ever share a child. */
  readonly tenant: string;
  /** Files that tools with the permission may read, by path. */
  readonly files: ReadonlyMap<string, GrantedFile>;
  /** What the operator says about requests of tools, and the secrets that this tenant's runs may use. */
  readonly http: HttpPolicy;
  readonly secrets: HostSecrets;
  /** What stands behind the ports of the sandbox; a tool that asks for one without it is stopped at its first call. */
  readonly ports?: HostPorts;
  /** Checks values where it may take long; without it they are checked here. */
  readonly violations?: NonNullable<Services['violations']>;
  readonly callModel: (call: LlmCall) => Promise<LlmResult>;
  /** The source of a code node as the code runner takes it: without types, with what the guest lacks lowered. */
  readonly prepareCode: (source: string, language: CodeCall['language']) => Promise<string>;
  /** Smaller limits than the sandbox has. */
  readonly limits?: Partial<CallLimits>;
}

/**
 * The services of one run: tools and code nodes in the sandbox, models by the adapter that is given. The key-value store
 * that tools share belongs to the run and to the process that carries it out.
 */
export function sandboxServices(options: SandboxServicesOptions): Services {
  const { source } = options;
  const kv = new ExecutionKv();
  return {
    toolSchemas: (tool) => source.schemas(tool),
    ...(options.violations ? { violations: options.violations } : {}),
    callTool: async (call) =>
      runComponent(options, kv, await source.loadTool(call.tool), [JSON.stringify(call.input)], call),
    runCode: (call) => runCode(options, kv, call),
    callModel: (call) => options.callModel(call),
  };
}

async function runCode(
  options: SandboxServicesOptions,
  kv: ExecutionKv,
  call: CodeCall,
): Promise<ToolResult> {
  const source = await options.prepareCode(call.source, call.language);
  const component = await options.source.loadCodeRunner();
  const granted = new Set<string>(
    [...HARMLESS, ...call.imports].map((name) => hostInterfaceId(name as HostInterfaceName)),
  );
  const narrowed: LoadedComponent = {
    ...component,
    permissions: component.permissions.filter((permission) => granted.has(permissionId(permission))),
  };
  // For the sake of what the code is told; what it may do is decided in this process.
  const header = `/* host ${narrowed.permissions.map(nameOf).join(',')} */`;
  const args = [header + source, JSON.stringify(call.input)];
  const { output: answer } = await runComponent(options, kv, narrowed, args, call);
  return { output: (answer as { readonly output: Json }).output };
}

const nameOf = ({ interface: id }: { interface: string }): string => id.slice(id.indexOf('/') + 1);

async function runComponent(
  options: SandboxServicesOptions,
  kv: ExecutionKv,
  component: LoadedComponent,
  args: readonly string[],
  call: ToolCall | CodeCall,
): Promise<ToolResult> {
  // Host calls under way end with the call, however it ends: at a limit of the sandbox the signal of the node says nothing.
  const over = new AbortController();
  const events = new HostCallEvents(call.onEvent);
  try {
    const { output } = await options.sandbox.call({
      component: component.compiled,
      tenant: options.tenant,
      args,
      limits: limitsOf(component, call, options.limits),
      host: grantsOf(component.permissions, call, {
        ...options,
        kv,
        signal: over.signal,
        onSent: (sent) => events.sent(sent),
      }),
      signal: call.signal,
      onHostCall: (report) => events.tell(report),
      onEnd: ({ queuedMs, wallMs, cpuMs, peakBytes, hostCalls }) =>
        call.onUsage({
          queued_ms: queuedMs,
          wall_ms: wallMs,
          cpu_ms: cpuMs,
          peak_bytes: peakBytes,
          host_calls: hostCalls,
        }),
    });
    return { output: output as Json };
  } finally {
    over.abort();
    events.close();
  }
}

/** The smaller of what the manifest asks for, what the node may take, and what the operator allows. */
function limitsOf(
  { limits }: LoadedComponent,
  { timeoutMs }: ToolCall | CodeCall,
  operator: Partial<CallLimits> = {},
): Partial<CallLimits> {
  const own: Partial<CallLimits> = {
    wallMs: Math.min(timeoutMs, (limits.timeout_seconds ?? Infinity) * 1000),
    ...(limits.cpu_seconds === undefined ? {} : { cpuMs: limits.cpu_seconds * 1000 }),
    ...(limits.memory_mb === undefined ? {} : { memoryBytes: limits.memory_mb * 1024 * 1024 }),
    ...(limits.output_bytes === undefined ? {} : { outputBytes: limits.output_bytes }),
    ...(limits.log_bytes === undefined ? {} : { logBytes: limits.log_bytes }),
    ...(limits.host_calls === undefined ? {} : { hostCalls: limits.host_calls }),
  };
  const merged: Record<string, number> = { ...operator };
  for (const [name, value] of Object.entries(own)) merged[name] = Math.min(value, merged[name] ?? Infinity);
  return merged;
}

/** World that a component was built for, as the compiler wants it. */
export function worldOf(component: Pick<AdmittedComponent, 'world'>): WorldId {
  return component.world as WorldId;
}
