// Generated from manifests/ by `npm run gen`. Do not edit.

/* eslint-disable */
export type BlueprintNode = (ToolNode | LlmNode | AgentNode | ConditionNode | WorkflowNode | LoopNode | ParallelNode | RecursiveNode | CodeNode | HumanNode | MonitorNode | SwarmNode)
/**
 * Calls a tool: a sandboxed component.
 */
export type ToolNode = (BaseNode & ToolNode1)
/**
 * Unique in the whole blueprint, nested nodes included.
 */
export type NodeId = string
/**
 * Wins over `retries` and `backoff_seconds`.
 */
export type RetryPolicy = ({
/**
 * Counts the first.
 */
max_attempts?: number
backoff_strategy?: ("fixed" | "linear" | "exponential")
backoff_seconds?: number
} | null)
/**
 * Literal form (name to `str`, `int`, `float`, `bool`, `dict`, `list`, `list[…]`) or JSON Schema.
 */
export type ValueSchema = ({
[k: string]: unknown
} | null)
/**
 * Keys to keep; null keeps all.
 * 
 * @maxItems 1000
 */
export type Selection = (string[] | null)
/**
 * Asks a model.
 */
export type LlmNode = (BaseNode & LlmNode1)
/**
 * Runs an agent: a model that chooses among tools.
 */
export type AgentNode = (BaseNode & AgentNode1)
/**
 * `[namespace/]name[@range]` of a component.
 */
export type Reference = string
/**
 * Runs one of two lists of nodes.
 */
export type ConditionNode = (BaseNode & ConditionNode1)
/**
 * Runs another workflow.
 */
export type WorkflowNode = (BaseNode & WorkflowNode1)
/**
 * Runs its body once for each item of a list.
 */
export type LoopNode = (BaseNode & LoopNode1)
/**
 * Runs lists of nodes at the same time.
 */
export type ParallelNode = (BaseNode & ParallelNode1)
/**
 * Runs an agent or a workflow again and again until it converges.
 */
export type RecursiveNode = (BaseNode & RecursiveNode1)
/**
 * Runs source text in the sandbox.
 */
export type CodeNode = (BaseNode & CodeNode1)
/**
 * Waits for a person.
 */
export type HumanNode = (BaseNode & HumanNode1)
/**
 * Watches a metric.
 */
export type MonitorNode = (BaseNode & MonitorNode1)
/**
 * Lets several agents work one question.
 */
export type SwarmNode = (BaseNode & SwarmNode1)

/**
 * A DAG of nodes (docs/spec/blueprint.md). Members it does not know are ignored at the top, refused in nodes.
 */
export interface Blueprint {
/**
 * The author's; storage gives its own.
 */
blueprint_id?: string
/**
 * Workflow id, dotted.
 */
id?: string
schema_version?: ("1.2.0" | "1.1.0")
/**
 * @maxItems 10000
 */
nodes: BlueprintNode[]
/**
 * Free. `draft_name` is the name for people.
 */
metadata?: {
[k: string]: unknown
}
inputs?: BlueprintInputs
/**
 * Name to a template, rendered when a run has ended.
 */
outputs?: {
[k: string]: unknown
}
[k: string]: unknown
}
/**
 * What every node has.
 */
export interface BaseNode {
id: NodeId
/**
 * Label for people.
 */
name?: (string | null)
/**
 * Nodes whose outputs this node reads; it starts when all of them have succeeded.
 * 
 * @maxItems 10000
 */
dependencies?: NodeId[]
/**
 * Ignored: levels are computed.
 */
level?: number
metadata?: NodeMetadata
/**
 * Provider of the model, unless `llm_config` names one.
 */
provider?: ("openai" | "anthropic" | "google" | "deepseek" | "custom")
/**
 * Per attempt; null is the default of the node's type.
 */
timeout_seconds?: (number | null)
/**
 * Attempts after the first. `retry_policy` wins.
 */
retries?: number
/**
 * Base of the exponential wait between attempts. `retry_policy` wins.
 */
backoff_seconds?: number
retry_policy?: RetryPolicy
input_schema?: ValueSchema
output_schema?: ValueSchema
/**
 * Context name to the output of a direct dependency, or to a constant.
 */
input_mappings?: {
[k: string]: MappingSource | {
[k: string]: unknown
} | unknown[] | string | number | boolean | null
}
/**
 * Alias to a dot path into the node's output.
 */
output_mappings?: {
[k: string]: string
}
/**
 * Whether an equal earlier result of the same org may stand in.
 */
use_cache?: boolean
input_selection?: Selection
output_selection?: Selection
/**
 * How a context entry is put before a model.
 */
context_rules?: {
[k: string]: ContextRule
}
}
/**
 * For people and tools; no part of what runs. Further members are free.
 */
export interface NodeMetadata {
node_id?: (string | null)
node_type?: (string | null)
name?: (string | null)
/**
 * SemVer.
 */
version?: (string | null)
owner?: (string | null)
/**
 * RFC 3339, or seconds since 1970; so are the other times.
 */
created_at?: (string | number | null)
/**
 * When it was changed last.
 */
modified_at?: (string | number | null)
description?: (string | null)
error_type?: (string | null)
/**
 * Of the last run, as the members below.
 */
timestamp?: (string | number | null)
/**
 * When it began.
 */
start_time?: (string | number | null)
/**
 * When it ended.
 */
end_time?: (string | number | null)
/**
 * Seconds.
 */
duration?: (number | null)
/**
 * @maxItems 100
 */
tags?: string[]
provider?: (string | null)
retry_count?: (number | null)
[k: string]: unknown
}
export interface MappingSource {
/**
 * A direct dependency.
 */
source_node_id: string
/**
 * Dot path into its output; empty or `.` is the whole of it.
 */
source_output_key: string
rules?: {
[k: string]: unknown
}
}
export interface ContextRule {
include?: boolean
format?: ("text" | "json" | "markdown" | "code" | "custom")
required?: boolean
max_tokens?: (number | null)
truncate?: boolean
}
export interface ToolNode1 {
type: "tool"
/**
 * May be missing in a stored draft.
 */
tool_name: string
/**
 * Templates. Win over the context.
 */
tool_args?: {
[k: string]: unknown
}
/**
 * What the tool keeps of the permissions that its manifest declares; without it, all of them. Nothing can be added.
 * 
 * @maxItems 20
 */
permissions?: KeptPermission[]
}
export interface KeptPermission {
/**
 * A host interface, `iceos:host/http`.
 */
interface: string
/**
 * Those of the manifest's hosts that are kept, as it writes them; without it, all of them.
 * 
 * @maxItems 50
 */
hosts?: string[]
}
export interface LlmNode1 {
type: "llm"
/**
 * A template.
 */
model: string
/**
 * A template.
 */
prompt: string
llm_config: LlmConfig
temperature?: number
max_tokens?: (number | null)
/**
 * Hints on the form of the answer.
 */
format_specifications?: {
[k: string]: unknown
}
coerce_output_types?: boolean
coerce_input_types?: boolean
/**
 * Name of a form of answer.
 */
output_format?: (string | null)
/**
 * Schema that the answer must fit.
 */
json_schema?: ({
[k: string]: unknown
} | null)
/**
 * Recalls the session before, remembers the answer after.
 */
memory_aware?: boolean
}
/**
 * Unknown members go to the provider. Keys of providers are refused.
 */
export interface LlmConfig {
provider?: (string | null)
model?: (string | null)
temperature?: (number | string | null)
max_tokens?: (number | string | null)
max_context_tokens?: (number | null)
base_url?: (string | null)
/**
 * Seconds.
 */
timeout?: (number | null)
max_retries?: (number | null)
top_p?: (number | null)
frequency_penalty?: (number | null)
presence_penalty?: (number | null)
/**
 * @maxItems 100
 */
stop_sequences?: (string[] | null)
openai_api_version?: (string | null)
anthropic_version?: (string | null)
custom_parameters?: {
[k: string]: unknown
}
[k: string]: unknown
}
export interface AgentNode1 {
type: "agent"
package: Reference
/**
 * Last dotted part of `package`, unless given.
 */
agent_attr?: (string | null)
model?: (string | null)
version_constraint?: (string | null)
/**
 * Templates. Merged over the agent's own configuration.
 */
agent_config?: {
[k: string]: unknown
}
/**
 * Tools it may call; null leaves it those of the agent.
 * 
 * @maxItems 200
 */
tools?: (AgentTool[] | null)
memory?: ({
[k: string]: unknown
} | null)
/**
 * Turns of the model.
 */
max_iterations?: number
llm_config?: LlmConfig
}
export interface AgentTool {
name: Reference
description?: string
parameters?: {
[k: string]: unknown
}
/**
 * @maxItems 1000
 */
required?: string[]
}
export interface ConditionNode1 {
type: "condition"
/**
 * In the condition language.
 */
expression: string
/**
 * Run in order when the expression holds.
 * 
 * @maxItems 10000
 */
true_path?: BlueprintNode[]
/**
 * Run in order when it does not.
 * 
 * @maxItems 10000
 */
false_path?: (BlueprintNode[] | null)
}
export interface WorkflowNode1 {
type: "workflow"
workflow_ref: Reference
/**
 * Name to a dot path into the workflow's output.
 */
exposed_outputs?: {
[k: string]: string
}
/**
 * Merged over the inputs of the workflow.
 */
config_overrides?: {
[k: string]: unknown
}
}
export interface LoopNode1 {
type: "loop"
/**
 * Dot path in the context to a list.
 */
items_source: string
/**
 * Context name of the item.
 */
item_var?: string
/**
 * Run in order for each item.
 * 
 * @maxItems 10000
 */
body: BlueprintNode[]
/**
 * Further items are left out.
 */
max_iterations?: (number | null)
/**
 * Whether items may run at the same time.
 */
parallel?: boolean
}
export interface ParallelNode1 {
type: "parallel"
/**
 * @maxItems 1000
 */
branches: BlueprintNode[][]
/**
 * Branches at the same time.
 */
max_concurrency?: (number | null)
merge_outputs?: boolean
}
export interface RecursiveNode1 {
type: "recursive"
/**
 * Nodes through which the recursion comes round.
 * 
 * @minItems 1
 * @maxItems 1000
 */
recursive_sources: NodeId[]
/**
 * In the condition language.
 */
convergence_condition?: (string | null)
/**
 * At most so many rounds.
 */
max_iterations?: number
agent_package?: (string | null)
workflow_ref?: (string | null)
preserve_context?: boolean
context_key?: string
}
export interface CodeNode1 {
type: "code"
/**
 * `python` is read so that it can be refused with the reason.
 */
language?: ("javascript" | "typescript" | "python")
code?: (string | null)
/**
 * Code always runs in the sandbox.
 */
sandbox?: boolean
/**
 * Capabilities of the host that the code may call besides its clock, randomness and log, such as `kv`.
 * 
 * @maxItems 100
 */
imports?: string[]
}
export interface HumanNode1 {
type: "human"
/**
 * A template.
 */
prompt_message: string
approval_type?: ("approve_reject" | "input_required" | "choice")
/**
 * Seconds; smaller than `timeout_seconds`.
 */
auto_approve_after?: (number | null)
/**
 * At least two for `choice`.
 * 
 * @maxItems 100
 */
choices?: (string[] | null)
escalation_path?: (string | null)
}
export interface MonitorNode1 {
type: "monitor"
/**
 * In the condition language.
 */
metric_expression: string
action_on_trigger?: ("alert_only" | "pause" | "abort")
/**
 * @maxItems 5
 */
alert_channels?: ("email" | "slack" | "webhook" | "sms" | "dashboard")[]
check_interval_seconds?: number
}
export interface SwarmNode1 {
type: "swarm"
/**
 * @minItems 2
 * @maxItems 100
 */
agents: SwarmAgent[]
coordination_strategy?: ("consensus" | "hierarchical" | "marketplace")
max_rounds?: number
consensus_threshold?: number
}
export interface SwarmAgent {
package: Reference
role: string
/**
 * Merged over the agent's own configuration.
 */
config_overrides?: {
[k: string]: unknown
}
}
/**
 * Names of the inputs of a run.
 */
export interface BlueprintInputs {
/**
 * @maxItems 1000
 */
required?: string[]
/**
 * @maxItems 1000
 */
optional?: string[]
}

export const blueprintSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://iceos.dev/schemas/blueprint-1.2.0.json",
  "title": "Blueprint",
  "description": "A DAG of nodes (docs/spec/blueprint.md). Members it does not know are ignored at the top, refused in nodes.",
  "type": "object",
  "required": [
    "nodes"
  ],
  "additionalProperties": true,
  "properties": {
    "blueprint_id": {
      "description": "The author's; storage gives its own.",
      "type": "string",
      "maxLength": 200
    },
    "id": {
      "description": "Workflow id, dotted.",
      "type": "string",
      "maxLength": 100,
      "pattern": "^[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)*$"
    },
    "schema_version": {
      "enum": [
        "1.2.0",
        "1.1.0"
      ],
      "default": "1.2.0"
    },
    "nodes": {
      "type": "array",
      "maxItems": 10000,
      "items": {
        "$ref": "#/$defs/node"
      }
    },
    "metadata": {
      "description": "Free. `draft_name` is the name for people.",
      "type": "object",
      "additionalProperties": true,
      "default": {}
    },
    "inputs": {
      "title": "BlueprintInputs",
      "description": "Names of the inputs of a run.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "required": {
          "type": "array",
          "maxItems": 1000,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 100
          }
        },
        "optional": {
          "type": "array",
          "maxItems": 1000,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 100
          }
        }
      }
    },
    "outputs": {
      "description": "Name to a template, rendered when a run has ended.",
      "type": "object",
      "maxProperties": 1000,
      "additionalProperties": true
    }
  },
  "$defs": {
    "node_id": {
      "description": "Unique in the whole blueprint, nested nodes included.",
      "type": "string",
      "minLength": 1,
      "maxLength": 128,
      "pattern": "^[^\\u0000-\\u001f\\u007f]*$"
    },
    "reference": {
      "description": "`[namespace/]name[@range]` of a component.",
      "type": "string",
      "minLength": 1,
      "maxLength": 250
    },
    "value_schema": {
      "description": "Literal form (name to `str`, `int`, `float`, `bool`, `dict`, `list`, `list[…]`) or JSON Schema.",
      "type": [
        "object",
        "null"
      ],
      "additionalProperties": true,
      "default": {}
    },
    "selection": {
      "description": "Keys to keep; null keeps all.",
      "type": [
        "array",
        "null"
      ],
      "maxItems": 1000,
      "items": {
        "type": "string",
        "maxLength": 200
      },
      "default": null
    },
    "retry_policy": {
      "title": "RetryPolicy",
      "description": "Wins over `retries` and `backoff_seconds`.",
      "type": [
        "object",
        "null"
      ],
      "default": null,
      "additionalProperties": false,
      "properties": {
        "max_attempts": {
          "description": "Counts the first.",
          "type": "integer",
          "minimum": 1,
          "maximum": 100,
          "default": 3
        },
        "backoff_strategy": {
          "enum": [
            "fixed",
            "linear",
            "exponential"
          ],
          "default": "exponential"
        },
        "backoff_seconds": {
          "type": "number",
          "minimum": 0,
          "maximum": 3600,
          "default": 1
        }
      }
    },
    "mapping_source": {
      "title": "MappingSource",
      "type": "object",
      "required": [
        "source_node_id",
        "source_output_key"
      ],
      "additionalProperties": false,
      "properties": {
        "source_node_id": {
          "description": "A direct dependency.",
          "type": "string",
          "minLength": 1,
          "maxLength": 128
        },
        "source_output_key": {
          "description": "Dot path into its output; empty or `.` is the whole of it.",
          "type": "string",
          "maxLength": 500
        },
        "rules": {
          "type": "object",
          "additionalProperties": true
        }
      }
    },
    "context_rule": {
      "title": "ContextRule",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "include": {
          "type": "boolean",
          "default": true
        },
        "format": {
          "enum": [
            "text",
            "json",
            "markdown",
            "code",
            "custom"
          ],
          "default": "text"
        },
        "required": {
          "type": "boolean",
          "default": false
        },
        "max_tokens": {
          "type": [
            "integer",
            "null"
          ],
          "minimum": 1,
          "default": null
        },
        "truncate": {
          "type": "boolean",
          "default": true
        }
      }
    },
    "llm_config": {
      "title": "LlmConfig",
      "description": "Unknown members go to the provider. Keys of providers are refused.",
      "type": "object",
      "additionalProperties": true,
      "properties": {
        "provider": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 50
        },
        "model": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 1000
        },
        "temperature": {
          "type": [
            "number",
            "string",
            "null"
          ],
          "minimum": 0,
          "maximum": 2
        },
        "max_tokens": {
          "type": [
            "integer",
            "string",
            "null"
          ],
          "minimum": 1
        },
        "max_context_tokens": {
          "type": [
            "integer",
            "null"
          ],
          "minimum": 1
        },
        "base_url": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 1000
        },
        "timeout": {
          "description": "Seconds.",
          "type": [
            "number",
            "null"
          ],
          "exclusiveMinimum": 0,
          "maximum": 3600,
          "default": 30
        },
        "max_retries": {
          "type": [
            "integer",
            "null"
          ],
          "minimum": 0,
          "maximum": 20,
          "default": 3
        },
        "top_p": {
          "type": [
            "number",
            "null"
          ]
        },
        "frequency_penalty": {
          "type": [
            "number",
            "null"
          ]
        },
        "presence_penalty": {
          "type": [
            "number",
            "null"
          ]
        },
        "stop_sequences": {
          "type": [
            "array",
            "null"
          ],
          "maxItems": 100,
          "items": {
            "type": "string",
            "maxLength": 1000
          }
        },
        "openai_api_version": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 100
        },
        "anthropic_version": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 100
        },
        "custom_parameters": {
          "type": "object",
          "additionalProperties": true
        }
      }
    },
    "agent_tool": {
      "title": "AgentTool",
      "type": "object",
      "required": [
        "name"
      ],
      "additionalProperties": false,
      "properties": {
        "name": {
          "$ref": "#/$defs/reference"
        },
        "description": {
          "type": "string",
          "maxLength": 4000
        },
        "parameters": {
          "type": "object",
          "additionalProperties": true,
          "default": {}
        },
        "required": {
          "type": "array",
          "maxItems": 1000,
          "items": {
            "type": "string",
            "maxLength": 200
          },
          "default": []
        }
      }
    },
    "swarm_agent": {
      "title": "SwarmAgent",
      "type": "object",
      "required": [
        "package",
        "role"
      ],
      "additionalProperties": false,
      "properties": {
        "package": {
          "$ref": "#/$defs/reference"
        },
        "role": {
          "type": "string",
          "minLength": 1,
          "maxLength": 200,
          "pattern": "\\S"
        },
        "config_overrides": {
          "description": "Merged over the agent's own configuration.",
          "type": "object",
          "additionalProperties": true,
          "default": {}
        }
      }
    },
    "node_metadata": {
      "title": "NodeMetadata",
      "description": "For people and tools; no part of what runs. Further members are free.",
      "default": {},
      "type": "object",
      "additionalProperties": true,
      "properties": {
        "node_id": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 128
        },
        "node_type": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 50
        },
        "name": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 200
        },
        "version": {
          "description": "SemVer.",
          "type": [
            "string",
            "null"
          ],
          "maxLength": 64,
          "pattern": "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)([-+][0-9A-Za-z.+-]+)?$",
          "default": "1.0.0"
        },
        "owner": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 200
        },
        "created_at": {
          "description": "RFC 3339, or seconds since 1970; so are the other times.",
          "type": [
            "string",
            "number",
            "null"
          ],
          "maxLength": 100
        },
        "modified_at": {
          "description": "When it was changed last.",
          "type": [
            "string",
            "number",
            "null"
          ],
          "maxLength": 100
        },
        "description": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 20000
        },
        "error_type": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 200
        },
        "timestamp": {
          "description": "Of the last run, as the members below.",
          "type": [
            "string",
            "number",
            "null"
          ],
          "maxLength": 100
        },
        "start_time": {
          "description": "When it began.",
          "type": [
            "string",
            "number",
            "null"
          ],
          "maxLength": 100
        },
        "end_time": {
          "description": "When it ended.",
          "type": [
            "string",
            "number",
            "null"
          ],
          "maxLength": 100
        },
        "duration": {
          "description": "Seconds.",
          "type": [
            "number",
            "null"
          ],
          "minimum": 0
        },
        "tags": {
          "type": "array",
          "maxItems": 100,
          "items": {
            "type": "string",
            "maxLength": 100
          },
          "default": [
            "default"
          ]
        },
        "provider": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 50
        },
        "retry_count": {
          "type": [
            "integer",
            "null"
          ],
          "minimum": 0
        }
      }
    },
    "base_node": {
      "title": "BaseNode",
      "description": "What every node has.",
      "type": "object",
      "required": [
        "id"
      ],
      "properties": {
        "id": {
          "$ref": "#/$defs/node_id"
        },
        "name": {
          "description": "Label for people.",
          "type": [
            "string",
            "null"
          ],
          "maxLength": 200,
          "default": null
        },
        "dependencies": {
          "description": "Nodes whose outputs this node reads; it starts when all of them have succeeded.",
          "type": "array",
          "maxItems": 10000,
          "items": {
            "$ref": "#/$defs/node_id"
          },
          "default": []
        },
        "level": {
          "description": "Ignored: levels are computed.",
          "type": "integer",
          "minimum": 0,
          "default": 0
        },
        "metadata": {
          "$ref": "#/$defs/node_metadata"
        },
        "provider": {
          "description": "Provider of the model, unless `llm_config` names one.",
          "enum": [
            "openai",
            "anthropic",
            "google",
            "deepseek",
            "custom"
          ],
          "default": "openai"
        },
        "timeout_seconds": {
          "description": "Per attempt; null is the default of the node's type.",
          "type": [
            "integer",
            "null"
          ],
          "minimum": 1,
          "maximum": 2592000,
          "default": null
        },
        "retries": {
          "description": "Attempts after the first. `retry_policy` wins.",
          "type": "integer",
          "minimum": 0,
          "maximum": 100,
          "default": 0
        },
        "backoff_seconds": {
          "description": "Base of the exponential wait between attempts. `retry_policy` wins.",
          "type": "number",
          "minimum": 0,
          "maximum": 3600,
          "default": 0
        },
        "retry_policy": {
          "$ref": "#/$defs/retry_policy"
        },
        "input_schema": {
          "$ref": "#/$defs/value_schema"
        },
        "output_schema": {
          "$ref": "#/$defs/value_schema"
        },
        "input_mappings": {
          "description": "Context name to the output of a direct dependency, or to a constant.",
          "type": "object",
          "maxProperties": 1000,
          "additionalProperties": {
            "anyOf": [
              {
                "$ref": "#/$defs/mapping_source"
              },
              {
                "description": "A constant.",
                "type": [
                  "object",
                  "array",
                  "string",
                  "number",
                  "boolean",
                  "null"
                ],
                "additionalProperties": true
              }
            ],
            "if": {
              "type": "object",
              "required": [
                "source_node_id"
              ]
            },
            "then": {
              "$ref": "#/$defs/mapping_source"
            }
          },
          "default": {}
        },
        "output_mappings": {
          "description": "Alias to a dot path into the node's output.",
          "type": "object",
          "maxProperties": 1000,
          "additionalProperties": {
            "type": "string",
            "maxLength": 500
          },
          "default": {}
        },
        "use_cache": {
          "description": "Whether an equal earlier result of the same org may stand in.",
          "type": "boolean",
          "default": true
        },
        "input_selection": {
          "$ref": "#/$defs/selection"
        },
        "output_selection": {
          "$ref": "#/$defs/selection"
        },
        "context_rules": {
          "description": "How a context entry is put before a model.",
          "type": "object",
          "maxProperties": 1000,
          "additionalProperties": {
            "$ref": "#/$defs/context_rule"
          },
          "default": {}
        }
      }
    },
    "kept_permission": {
      "title": "KeptPermission",
      "type": "object",
      "required": [
        "interface"
      ],
      "additionalProperties": false,
      "properties": {
        "interface": {
          "description": "A host interface, `iceos:host/http`.",
          "type": "string",
          "pattern": "^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$",
          "maxLength": 100
        },
        "hosts": {
          "description": "Those of the manifest's hosts that are kept, as it writes them; without it, all of them.",
          "type": "array",
          "maxItems": 50,
          "uniqueItems": true,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 261
          }
        }
      }
    },
    "tool_node": {
      "title": "ToolNode",
      "description": "Calls a tool: a sandboxed component.",
      "type": "object",
      "required": [
        "type",
        "tool_name"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "tool"
        },
        "tool_name": {
          "description": "May be missing in a stored draft.",
          "$ref": "#/$defs/reference"
        },
        "tool_args": {
          "description": "Templates. Win over the context.",
          "type": "object",
          "additionalProperties": true,
          "default": {}
        },
        "permissions": {
          "description": "What the tool keeps of the permissions that its manifest declares; without it, all of them. Nothing can be added.",
          "type": "array",
          "maxItems": 20,
          "items": {
            "$ref": "#/$defs/kept_permission"
          }
        }
      }
    },
    "llm_node": {
      "title": "LlmNode",
      "description": "Asks a model.",
      "type": "object",
      "required": [
        "type",
        "model",
        "prompt",
        "llm_config"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "llm"
        },
        "model": {
          "description": "A template.",
          "type": "string",
          "minLength": 1,
          "maxLength": 1000
        },
        "prompt": {
          "description": "A template.",
          "type": "string",
          "maxLength": 262144
        },
        "llm_config": {
          "$ref": "#/$defs/llm_config"
        },
        "temperature": {
          "type": "number",
          "minimum": 0,
          "maximum": 2,
          "default": 0.7
        },
        "max_tokens": {
          "type": [
            "integer",
            "null"
          ],
          "minimum": 1,
          "maximum": 10000000,
          "default": null
        },
        "format_specifications": {
          "description": "Hints on the form of the answer.",
          "type": "object",
          "additionalProperties": true,
          "default": {}
        },
        "coerce_output_types": {
          "type": "boolean",
          "default": true
        },
        "coerce_input_types": {
          "type": "boolean",
          "default": true
        },
        "output_format": {
          "description": "Name of a form of answer.",
          "type": [
            "string",
            "null"
          ],
          "maxLength": 200,
          "default": null
        },
        "json_schema": {
          "description": "Schema that the answer must fit.",
          "type": [
            "object",
            "null"
          ],
          "additionalProperties": true,
          "default": null
        },
        "memory_aware": {
          "description": "Recalls the session before, remembers the answer after.",
          "type": "boolean",
          "default": false
        }
      }
    },
    "agent_node": {
      "title": "AgentNode",
      "description": "Runs an agent: a model that chooses among tools.",
      "type": "object",
      "required": [
        "type",
        "package"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "agent"
        },
        "package": {
          "$ref": "#/$defs/reference"
        },
        "agent_attr": {
          "description": "Last dotted part of `package`, unless given.",
          "type": [
            "string",
            "null"
          ],
          "maxLength": 200,
          "default": null
        },
        "model": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 1000,
          "default": null
        },
        "version_constraint": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 100,
          "default": null
        },
        "agent_config": {
          "description": "Templates. Merged over the agent's own configuration.",
          "type": "object",
          "additionalProperties": true,
          "default": {}
        },
        "tools": {
          "description": "Tools it may call; null leaves it those of the agent.",
          "type": [
            "array",
            "null"
          ],
          "maxItems": 200,
          "items": {
            "$ref": "#/$defs/agent_tool"
          },
          "default": null
        },
        "memory": {
          "type": [
            "object",
            "null"
          ],
          "additionalProperties": true,
          "default": null
        },
        "max_iterations": {
          "description": "Turns of the model.",
          "type": "integer",
          "minimum": 1,
          "maximum": 1000,
          "default": 10
        },
        "llm_config": {
          "$ref": "#/$defs/llm_config"
        }
      }
    },
    "condition_node": {
      "title": "ConditionNode",
      "description": "Runs one of two lists of nodes.",
      "type": "object",
      "required": [
        "type",
        "expression"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "condition"
        },
        "expression": {
          "description": "In the condition language.",
          "type": "string",
          "minLength": 1,
          "maxLength": 1000
        },
        "true_path": {
          "description": "Run in order when the expression holds.",
          "type": "array",
          "maxItems": 10000,
          "items": {
            "$ref": "#/$defs/node"
          },
          "default": []
        },
        "false_path": {
          "description": "Run in order when it does not.",
          "type": [
            "array",
            "null"
          ],
          "maxItems": 10000,
          "items": {
            "$ref": "#/$defs/node"
          },
          "default": null
        }
      }
    },
    "workflow_node": {
      "title": "WorkflowNode",
      "description": "Runs another workflow.",
      "type": "object",
      "required": [
        "type",
        "workflow_ref"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "workflow"
        },
        "workflow_ref": {
          "$ref": "#/$defs/reference"
        },
        "exposed_outputs": {
          "description": "Name to a dot path into the workflow's output.",
          "type": "object",
          "maxProperties": 1000,
          "additionalProperties": {
            "type": "string",
            "maxLength": 500
          },
          "default": {}
        },
        "config_overrides": {
          "description": "Merged over the inputs of the workflow.",
          "type": "object",
          "additionalProperties": true,
          "default": {}
        }
      }
    },
    "loop_node": {
      "title": "LoopNode",
      "description": "Runs its body once for each item of a list.",
      "type": "object",
      "required": [
        "type",
        "items_source",
        "body"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "loop"
        },
        "items_source": {
          "description": "Dot path in the context to a list.",
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "item_var": {
          "description": "Context name of the item.",
          "type": "string",
          "minLength": 1,
          "maxLength": 100,
          "default": "item"
        },
        "body": {
          "description": "Run in order for each item.",
          "type": "array",
          "maxItems": 10000,
          "items": {
            "$ref": "#/$defs/node"
          }
        },
        "max_iterations": {
          "description": "Further items are left out.",
          "type": [
            "integer",
            "null"
          ],
          "minimum": 1,
          "maximum": 1000000,
          "default": null
        },
        "parallel": {
          "description": "Whether items may run at the same time.",
          "type": "boolean",
          "default": false
        }
      }
    },
    "parallel_node": {
      "title": "ParallelNode",
      "description": "Runs lists of nodes at the same time.",
      "type": "object",
      "required": [
        "type",
        "branches"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "parallel"
        },
        "branches": {
          "type": "array",
          "maxItems": 1000,
          "items": {
            "description": "Run in order.",
            "type": "array",
            "maxItems": 10000,
            "items": {
              "$ref": "#/$defs/node"
            }
          }
        },
        "max_concurrency": {
          "description": "Branches at the same time.",
          "type": [
            "integer",
            "null"
          ],
          "minimum": 1,
          "maximum": 1000,
          "default": null
        },
        "merge_outputs": {
          "type": "boolean",
          "default": true
        }
      }
    },
    "recursive_node": {
      "title": "RecursiveNode",
      "description": "Runs an agent or a workflow again and again until it converges.",
      "type": "object",
      "required": [
        "type",
        "recursive_sources"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "recursive"
        },
        "recursive_sources": {
          "description": "Nodes through which the recursion comes round.",
          "type": "array",
          "minItems": 1,
          "maxItems": 1000,
          "items": {
            "$ref": "#/$defs/node_id"
          }
        },
        "convergence_condition": {
          "description": "In the condition language.",
          "type": [
            "string",
            "null"
          ],
          "maxLength": 1000,
          "default": null
        },
        "max_iterations": {
          "description": "At most so many rounds.",
          "type": "integer",
          "minimum": 1,
          "maximum": 10000,
          "default": 50
        },
        "agent_package": {
          "type": [
            "string",
            "null"
          ],
          "minLength": 1,
          "maxLength": 250,
          "default": null
        },
        "workflow_ref": {
          "type": [
            "string",
            "null"
          ],
          "minLength": 1,
          "maxLength": 250,
          "default": null
        },
        "preserve_context": {
          "type": "boolean",
          "default": true
        },
        "context_key": {
          "type": "string",
          "minLength": 1,
          "maxLength": 100,
          "default": "recursive_context"
        }
      }
    },
    "code_node": {
      "title": "CodeNode",
      "description": "Runs source text in the sandbox.",
      "type": "object",
      "required": [
        "type"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "code"
        },
        "language": {
          "description": "`python` is read so that it can be refused with the reason.",
          "enum": [
            "javascript",
            "typescript",
            "python"
          ],
          "default": "javascript"
        },
        "code": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 262144,
          "default": null
        },
        "sandbox": {
          "description": "Code always runs in the sandbox.",
          "type": "boolean",
          "default": true
        },
        "imports": {
          "description": "Capabilities of the host that the code may call besides its clock, randomness and log, such as `kv`.",
          "type": "array",
          "maxItems": 100,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "default": []
        }
      }
    },
    "human_node": {
      "title": "HumanNode",
      "description": "Waits for a person.",
      "type": "object",
      "required": [
        "type",
        "prompt_message"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "human"
        },
        "prompt_message": {
          "description": "A template.",
          "type": "string",
          "minLength": 1,
          "maxLength": 20000,
          "pattern": "\\S"
        },
        "approval_type": {
          "enum": [
            "approve_reject",
            "input_required",
            "choice"
          ],
          "default": "approve_reject"
        },
        "auto_approve_after": {
          "description": "Seconds; smaller than `timeout_seconds`.",
          "type": [
            "integer",
            "null"
          ],
          "minimum": 1,
          "maximum": 2592000,
          "default": null
        },
        "choices": {
          "description": "At least two for `choice`.",
          "type": [
            "array",
            "null"
          ],
          "maxItems": 100,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1000
          },
          "default": null
        },
        "escalation_path": {
          "type": [
            "string",
            "null"
          ],
          "maxLength": 500,
          "default": null
        }
      }
    },
    "monitor_node": {
      "title": "MonitorNode",
      "description": "Watches a metric.",
      "type": "object",
      "required": [
        "type",
        "metric_expression"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "monitor"
        },
        "metric_expression": {
          "description": "In the condition language.",
          "type": "string",
          "minLength": 1,
          "maxLength": 1000,
          "pattern": "\\S"
        },
        "action_on_trigger": {
          "enum": [
            "alert_only",
            "pause",
            "abort"
          ],
          "default": "alert_only"
        },
        "alert_channels": {
          "type": "array",
          "maxItems": 5,
          "items": {
            "enum": [
              "email",
              "slack",
              "webhook",
              "sms",
              "dashboard"
            ]
          },
          "default": []
        },
        "check_interval_seconds": {
          "type": "integer",
          "minimum": 1,
          "maximum": 86400,
          "default": 5
        }
      }
    },
    "swarm_node": {
      "title": "SwarmNode",
      "description": "Lets several agents work one question.",
      "type": "object",
      "required": [
        "type",
        "agents"
      ],
      "allOf": [
        {
          "$ref": "#/$defs/base_node"
        }
      ],
      "unevaluatedProperties": false,
      "properties": {
        "type": {
          "const": "swarm"
        },
        "agents": {
          "type": "array",
          "minItems": 2,
          "maxItems": 100,
          "items": {
            "$ref": "#/$defs/swarm_agent"
          }
        },
        "coordination_strategy": {
          "enum": [
            "consensus",
            "hierarchical",
            "marketplace"
          ],
          "default": "consensus"
        },
        "max_rounds": {
          "type": "integer",
          "minimum": 1,
          "maximum": 1000,
          "default": 10
        },
        "consensus_threshold": {
          "type": "number",
          "minimum": 0.5,
          "maximum": 1,
          "default": 0.75
        }
      }
    },
    "node": {
      "title": "BlueprintNode",
      "type": "object",
      "required": [
        "id",
        "type"
      ],
      "discriminator": {
        "propertyName": "type"
      },
      "oneOf": [
        {
          "$ref": "#/$defs/tool_node"
        },
        {
          "$ref": "#/$defs/llm_node"
        },
        {
          "$ref": "#/$defs/agent_node"
        },
        {
          "$ref": "#/$defs/condition_node"
        },
        {
          "$ref": "#/$defs/workflow_node"
        },
        {
          "$ref": "#/$defs/loop_node"
        },
        {
          "$ref": "#/$defs/parallel_node"
        },
        {
          "$ref": "#/$defs/recursive_node"
        },
        {
          "$ref": "#/$defs/code_node"
        },
        {
          "$ref": "#/$defs/human_node"
        },
        {
          "$ref": "#/$defs/monitor_node"
        },
        {
          "$ref": "#/$defs/swarm_node"
        }
      ]
    }
  }
} as const;
