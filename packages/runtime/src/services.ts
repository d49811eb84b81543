import { randomFillSync } from 'node:crypto';
import type { Json } from '@iceos/core/canonical';
import type { AdmittedComponent } from '@iceos/core/gate';
import { hostInterfaceId, type HostInterfaceName, type WorldId } from '@iceos/core/world';
import { WASI_PERMISSION_ID } from '@iceos/core/wasi';
import {
  clockCapability,
  ExecutionKv,
  filesCapability,
  logCapability,
  randomCapability,
  type HostGrants,
} from './capabilities.js';
import type { GrantedFile } from './capabilities/files.js';
import type { CompiledComponent } from './compiler.js';
import type { CodeCall, LlmCall, LlmResult, Services, ToolCall, ToolResult } from './interpreter.js';
import type { CallLimits, HostCallReport, Sandbox } from './sandbox.js';

export type { GrantedFile } from './capabilities/files.js';

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
    callTool: async (call) =>
      runComponent(options, kv, await source.loadTool(call.tool), [JSON.stringify(call.input)], call),
    runCode: (call) => runCode(options, kv, call),
    callModel: (call) => options.callModel(call),
  };
}

/** What any code may call, and what the virtual WASI is made of: nothing of it tells one run about another. */
const CODE_MAY_CALL: readonly HostInterfaceName[] = ['clock', 'log', 'random'];

async function runCode(
  options: SandboxServicesOptions,
  kv: ExecutionKv,
  call: CodeCall,
): Promise<ToolResult> {
  const source = await options.prepareCode(call.source, call.language);
  const component = await options.source.loadCodeRunner();
  const granted = new Set<string>([...CODE_MAY_CALL, ...call.imports].map((name) => permissionOf(name)));
  const narrowed: LoadedComponent = {
    ...component,
    permissions: component.permissions.filter((permission) => granted.has(idOf(permission))),
  };
  // For the sake of what the code is told; what it may do is decided in this process.
  const header = `/* host ${narrowed.permissions.map(nameOf).join(',')} */`;
  const args = [header + source, JSON.stringify(call.input)];
  const { output: answer } = await runComponent(options, kv, narrowed, args, call);
  return { output: (answer as { readonly output: Json }).output };
}

const permissionOf = (name: string): string => hostInterfaceId(name as HostInterfaceName);
const idOf = ({ interface: id, version }: { interface: string; version: string }): string =>
  `${id}@${version}`;
const nameOf = ({ interface: id }: { interface: string }): string => id.slice(id.indexOf('/') + 1);

async function runComponent(
  { sandbox, tenant, files, limits }: SandboxServicesOptions,
  kv: ExecutionKv,
  component: LoadedComponent,
  args: readonly string[],
  call: ToolCall | CodeCall,
): Promise<ToolResult> {
  const { output } = await sandbox.call({
    component: component.compiled,
    tenant,
    args,
    limits: limitsOf(component, call, limits),
    host: grantsOf(component, kv, files, call),
    signal: call.signal,
    onHostCall: (report) => tellHostCall(report, call),
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

/** Exactly the capabilities that the manifest declares (docs/spec/sandbox.md 8). */
function grantsOf(
  component: LoadedComponent,
  kv: ExecutionKv,
  files: ReadonlyMap<string, GrantedFile>,
  call: ToolCall | CodeCall,
): HostGrants {
  const all: Required<HostGrants> = {
    log: logCapability(({ level, message }) => call.onEvent('node.log', { level, message })),
    clock: clockCapability({ now: () => Date.now(), monotonic: () => process.hrtime.bigint() }),
    random: randomCapability((bytes) => randomFillSync(bytes)),
    kv,
    files: filesCapability(files),
  };
  const declared = new Set(component.permissions.map(idOf));
  // What the virtual WASI is made of.
  if (declared.has(WASI_PERMISSION_ID)) for (const name of CODE_MAY_CALL) declared.add(permissionOf(name));
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => declared.has(hostInterfaceId(name as HostInterfaceName))),
  );
}

function tellHostCall(
  { interface: host, function: name, requestBytes, answerBytes, durationMs, failed }: HostCallReport,
  call: ToolCall | CodeCall,
): void {
  // A log message is an event of its own.
  if (host === 'iceos:host/log') return;
  call.onEvent('node.host_call', {
    interface: host,
    function: name,
    request_bytes: requestBytes,
    answer_bytes: answerBytes,
    duration_ms: Math.round(durationMs * 1000) / 1000,
    failed,
  });
}

/** World that a component was built for, as the compiler wants it. */
export function worldOf(component: Pick<AdmittedComponent, 'world'>): WorldId {
  return component.world as WorldId;
}
