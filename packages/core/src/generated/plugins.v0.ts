// Generated from manifests/ by `npm run gen`. Do not edit.

/* eslint-disable */
export type Sha256 = string
export type Path = string
/**
 * A request in words, or an input with the output it gives.
 */
export type Example = (string | {
title?: string
request?: string
input?: unknown
output?: unknown
})

/**
 * plugins.v0: what a package holds, and, once signed, the proof of it.
 */
export interface Manifest {
schema_version: "plugins.v0"
/**
 * When the manifest was made, RFC 3339.
 */
created?: string
kind?: ("kit" | "bundle")
namespace?: string
name?: string
version?: string
/**
 * Id of the trust root this package is published under.
 */
registry?: string
key_fingerprint?: Sha256
/**
 * The package archive: transport, and the first half of the signed message.
 */
artifact?: {
sha256: Sha256
size: number
}
/**
 * Every file of the archive, each with its own digest.
 * 
 * @maxItems 1000
 */
files?: ManifestFile[]
/**
 * Targets of `#/schemas/…` references.
 */
schemas?: {
[k: string]: JsonSchema
}
/**
 * Packages needed, `namespace/name` to a SemVer range.
 */
dependencies?: {
[k: string]: string
}
/**
 * SPDX expression.
 */
license?: string
pricing?: {
model: ("free" | "per_call" | "subscription")
/**
 * Decimal text.
 */
amount_usd?: string
}
readme?: PathOfFile
/**
 * Evidence without which a load is refused.
 * 
 * @maxItems 20
 */
required_evidence?: string[]
/**
 * @minItems 1
 * @maxItems 1000
 */
components: ManifestComponent[]
/**
 * Detached ed25519 signature over SHA-256(archive) followed by SHA-256(signed view).
 */
signature?: {
algo: "ed25519"
value: string
/**
 * A look-up aid; it decides nothing.
 */
public_key_id: string
/**
 * Further signatures over the same bytes, for a namespace whose manifests several keys sign; by fingerprint, ascending.
 * 
 * @minItems 1
 * @maxItems 20
 */
additional?: {
key_fingerprint: Sha256
value: string
}[]
}
/**
 * Statements about the package; outside the signed view.
 */
evidence?: {
[k: string]: unknown
}
}
export interface ManifestFile {
path: Path
sha256: Sha256
size: number
media_type: string
}
/**
 * JSON Schema 2020-12.
 */
export interface JsonSchema {
[k: string]: unknown
}
export interface PathOfFile {
path: Path
}
export interface ManifestComponent {
node_type: ("tool" | "agent" | "workflow")
name: string
/**
 * Authoring: ES module specifier, a colon, the export.
 */
import?: string
version?: string
iceos_min?: string
schema?: {
input?: JsonSchema
output?: JsonSchema
}
/**
 * US dollars.
 */
cost_estimate?: {
base?: number
per_token?: number
}
/**
 * @maxItems 50
 */
tags?: string[]
description?: string
deprecated?: {
since: string
replacement?: string
}
/**
 * What runs, for a tool.
 */
wasm?: {
path: Path
world: string
}
document?: PathOfFile
/**
 * @maxItems 20
 */
permissions?: Permission[]
limits?: ComponentLimits
/**
 * @maxItems 50
 */
examples?: Example[]
title?: string
icon?: string
}
/**
 * A host interface that the component may import, with the limits it accepts.
 */
export interface Permission {
interface: string
version: string
/**
 * Host calls per run of the tool.
 */
max_calls?: number
/**
 * Bytes carried per host call.
 */
max_bytes?: number
/**
 * For `iceos:host/http`, which needs it: the hosts it may reach, `api.example.org`, `*.example.org` or `api.example.org:8443`.
 * 
 * @maxItems 50
 */
hosts?: string[]
/**
 * For `iceos:host/http`: names of secrets that its requests carry as `{{secret:NAME}}` in a header. The operator binds each to hosts; the component never sees one.
 * 
 * @maxItems 20
 */
secrets?: string[]
}
/**
 * Smaller than the cluster's, or they change nothing.
 */
export interface ComponentLimits {
timeout_seconds?: number
memory_mb?: number
cpu_seconds?: number
output_bytes?: number
/**
 * Of all log messages; each counts for 256 at least.
 */
log_bytes?: number
host_calls?: number
}

export const manifestSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://iceos.dev/schemas/plugins.v0.json",
  "title": "Manifest",
  "description": "plugins.v0: what a package holds, and, once signed, the proof of it.",
  "type": "object",
  "required": [
    "schema_version",
    "components"
  ],
  "additionalProperties": false,
  "properties": {
    "schema_version": {
      "const": "plugins.v0"
    },
    "created": {
      "description": "When the manifest was made, RFC 3339.",
      "type": "string",
      "format": "date-time",
      "maxLength": 40
    },
    "kind": {
      "enum": [
        "kit",
        "bundle"
      ]
    },
    "namespace": {
      "type": "string",
      "maxLength": 39
    },
    "name": {
      "type": "string",
      "maxLength": 64
    },
    "version": {
      "type": "string",
      "maxLength": 64
    },
    "registry": {
      "description": "Id of the trust root this package is published under.",
      "type": "string",
      "minLength": 1,
      "maxLength": 100
    },
    "key_fingerprint": {
      "$ref": "#/$defs/sha256"
    },
    "artifact": {
      "description": "The package archive: transport, and the first half of the signed message.",
      "type": "object",
      "required": [
        "sha256",
        "size"
      ],
      "additionalProperties": false,
      "properties": {
        "sha256": {
          "$ref": "#/$defs/sha256"
        },
        "size": {
          "type": "integer",
          "minimum": 0
        }
      }
    },
    "files": {
      "description": "Every file of the archive, each with its own digest.",
      "type": "array",
      "maxItems": 1000,
      "items": {
        "$ref": "#/$defs/file"
      }
    },
    "schemas": {
      "description": "Targets of `#/schemas/…` references.",
      "type": "object",
      "maxProperties": 500,
      "additionalProperties": {
        "$ref": "#/$defs/json_schema"
      }
    },
    "dependencies": {
      "description": "Packages needed, `namespace/name` to a SemVer range.",
      "type": "object",
      "maxProperties": 100,
      "additionalProperties": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100
      }
    },
    "license": {
      "description": "SPDX expression.",
      "type": "string",
      "minLength": 1,
      "maxLength": 100
    },
    "pricing": {
      "type": "object",
      "required": [
        "model"
      ],
      "additionalProperties": false,
      "properties": {
        "model": {
          "enum": [
            "free",
            "per_call",
            "subscription"
          ]
        },
        "amount_usd": {
          "description": "Decimal text.",
          "type": "string",
          "pattern": "^[0-9]{1,9}(\\.[0-9]{1,9})?$"
        }
      }
    },
    "readme": {
      "$ref": "#/$defs/path_of_file"
    },
    "required_evidence": {
      "description": "Evidence without which a load is refused.",
      "type": "array",
      "maxItems": 20,
      "uniqueItems": true,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100
      }
    },
    "components": {
      "type": "array",
      "minItems": 1,
      "maxItems": 1000,
      "items": {
        "$ref": "#/$defs/component"
      }
    },
    "signature": {
      "description": "Detached ed25519 signature over SHA-256(archive) followed by SHA-256(signed view).",
      "type": "object",
      "required": [
        "algo",
        "value",
        "public_key_id"
      ],
      "additionalProperties": false,
      "properties": {
        "algo": {
          "const": "ed25519"
        },
        "value": {
          "type": "string",
          "minLength": 88,
          "maxLength": 88
        },
        "public_key_id": {
          "description": "A look-up aid; it decides nothing.",
          "type": "string",
          "minLength": 1,
          "maxLength": 150
        },
        "additional": {
          "description": "Further signatures over the same bytes, for a namespace whose manifests several keys sign; by fingerprint, ascending.",
          "type": "array",
          "minItems": 1,
          "maxItems": 20,
          "items": {
            "type": "object",
            "required": [
              "key_fingerprint",
              "value"
            ],
            "additionalProperties": false,
            "properties": {
              "key_fingerprint": {
                "$ref": "#/$defs/sha256"
              },
              "value": {
                "type": "string",
                "minLength": 88,
                "maxLength": 88
              }
            }
          }
        }
      }
    },
    "evidence": {
      "description": "Statements about the package; outside the signed view.",
      "type": "object",
      "additionalProperties": true
    }
  },
  "$defs": {
    "sha256": {
      "type": "string",
      "pattern": "^[0-9a-f]{64}$"
    },
    "path": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200
    },
    "json_schema": {
      "description": "JSON Schema 2020-12.",
      "type": "object",
      "additionalProperties": true
    },
    "path_of_file": {
      "type": "object",
      "required": [
        "path"
      ],
      "additionalProperties": false,
      "properties": {
        "path": {
          "$ref": "#/$defs/path"
        }
      }
    },
    "file": {
      "title": "ManifestFile",
      "type": "object",
      "required": [
        "path",
        "sha256",
        "size",
        "media_type"
      ],
      "additionalProperties": false,
      "properties": {
        "path": {
          "$ref": "#/$defs/path"
        },
        "sha256": {
          "$ref": "#/$defs/sha256"
        },
        "size": {
          "type": "integer",
          "minimum": 0
        },
        "media_type": {
          "type": "string",
          "minLength": 3,
          "maxLength": 100,
          "pattern": "^[a-z0-9.+-]+/[a-z0-9.+-]+$"
        }
      }
    },
    "permission": {
      "title": "Permission",
      "description": "A host interface that the component may import, with the limits it accepts.",
      "type": "object",
      "required": [
        "interface",
        "version"
      ],
      "additionalProperties": false,
      "properties": {
        "interface": {
          "type": "string",
          "pattern": "^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$",
          "maxLength": 100
        },
        "version": {
          "type": "string",
          "maxLength": 64
        },
        "max_calls": {
          "description": "Host calls per run of the tool.",
          "type": "integer",
          "minimum": 1,
          "maximum": 1000000
        },
        "max_bytes": {
          "description": "Bytes carried per host call.",
          "type": "integer",
          "minimum": 1,
          "maximum": 67108864
        },
        "hosts": {
          "description": "For `iceos:host/http`, which needs it: the hosts it may reach, `api.example.org`, `*.example.org` or `api.example.org:8443`.",
          "type": "array",
          "maxItems": 50,
          "uniqueItems": true,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 261
          }
        },
        "secrets": {
          "description": "For `iceos:host/http`: names of secrets that its requests carry as `{{secret:NAME}}` in a header. The operator binds each to hosts; the component never sees one.",
          "type": "array",
          "maxItems": 20,
          "uniqueItems": true,
          "items": {
            "type": "string",
            "pattern": "^[A-Z][A-Z0-9_]{0,63}$"
          }
        }
      }
    },
    "example": {
      "title": "Example",
      "description": "A request in words, or an input with the output it gives.",
      "anyOf": [
        {
          "type": "string",
          "minLength": 1,
          "maxLength": 2000
        },
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "title": {
              "type": "string",
              "maxLength": 200
            },
            "request": {
              "type": "string",
              "maxLength": 2000
            },
            "input": {},
            "output": {}
          }
        }
      ]
    },
    "component": {
      "title": "ManifestComponent",
      "type": "object",
      "required": [
        "node_type",
        "name"
      ],
      "additionalProperties": false,
      "properties": {
        "node_type": {
          "enum": [
            "tool",
            "agent",
            "workflow"
          ]
        },
        "name": {
          "type": "string",
          "maxLength": 100
        },
        "import": {
          "description": "Authoring: ES module specifier, a colon, the export.",
          "type": "string",
          "minLength": 3,
          "maxLength": 300
        },
        "version": {
          "type": "string",
          "maxLength": 64
        },
        "iceos_min": {
          "type": "string",
          "maxLength": 64
        },
        "schema": {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "input": {
              "$ref": "#/$defs/json_schema"
            },
            "output": {
              "$ref": "#/$defs/json_schema"
            }
          }
        },
        "cost_estimate": {
          "description": "US dollars.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "base": {
              "type": "number",
              "minimum": 0
            },
            "per_token": {
              "type": "number",
              "minimum": 0
            }
          }
        },
        "tags": {
          "type": "array",
          "maxItems": 50,
          "uniqueItems": true,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 50
          }
        },
        "description": {
          "type": "string",
          "maxLength": 4000
        },
        "deprecated": {
          "type": "object",
          "required": [
            "since"
          ],
          "additionalProperties": false,
          "properties": {
            "since": {
              "type": "string",
              "maxLength": 64
            },
            "replacement": {
              "type": "string",
              "maxLength": 250
            }
          }
        },
        "wasm": {
          "description": "What runs, for a tool.",
          "type": "object",
          "required": [
            "path",
            "world"
          ],
          "additionalProperties": false,
          "properties": {
            "path": {
              "$ref": "#/$defs/path"
            },
            "world": {
              "type": "string",
              "maxLength": 100
            }
          }
        },
        "document": {
          "$ref": "#/$defs/path_of_file"
        },
        "permissions": {
          "type": "array",
          "maxItems": 20,
          "items": {
            "$ref": "#/$defs/permission"
          }
        },
        "limits": {
          "title": "ComponentLimits",
          "description": "Smaller than the cluster's, or they change nothing.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "timeout_seconds": {
              "type": "number",
              "exclusiveMinimum": 0,
              "maximum": 3600
            },
            "memory_mb": {
              "type": "integer",
              "minimum": 1,
              "maximum": 4096
            },
            "cpu_seconds": {
              "type": "number",
              "exclusiveMinimum": 0,
              "maximum": 3600
            },
            "output_bytes": {
              "type": "integer",
              "minimum": 1,
              "maximum": 67108864
            },
            "log_bytes": {
              "description": "Of all log messages; each counts for 256 at least.",
              "type": "integer",
              "minimum": 0,
              "maximum": 67108864
            },
            "host_calls": {
              "type": "integer",
              "minimum": 0,
              "maximum": 1000000
            }
          }
        },
        "examples": {
          "type": "array",
          "maxItems": 50,
          "items": {
            "$ref": "#/$defs/example"
          }
        },
        "title": {
          "type": "string",
          "maxLength": 200
        },
        "icon": {
          "type": "string",
          "maxLength": 200
        }
      }
    }
  }
} as const;
