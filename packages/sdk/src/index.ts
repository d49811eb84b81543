/**
 * What authors write tools, agents and workflows with. Everything here is plain data and pure functions: importing it, or a
 * file that uses it, starts nothing. The build that turns definitions into packages is `@iceos/sdk/build`.
 */
export { aliasTool, defineAgent, defineTool, defineWorkflow, definitionOf } from './authoring/define.js';
export type {
  AgentDefinition,
  AgentSpec,
  ComponentSpec,
  Definition,
  ExampleOf,
  ToolDefinition,
  ToolSpec,
  WorkflowDefinition,
  WorkflowSpec,
} from './authoring/define.js';
export { Agent, Tool, Workflow } from './authoring/decorators.js';
export { isToolError, ToolError, type ToolErrorOptions } from './authoring/tool-error.js';
export type {
  Host,
  HostApi,
  HostClock,
  HostFiles,
  HostHttp,
  HostKv,
  HostLog,
  HostRandom,
  HttpPermission,
  HttpRequest,
  HttpResponse,
  PermissionLimits,
  Permissions,
} from './authoring/host.js';
export { NodeList, WorkflowBuilder, type BuiltBlueprint, type Fill } from './authoring/workflow.js';
export type { FromSchema, JsonSchema, ObjectSchema } from './authoring/schema.js';
