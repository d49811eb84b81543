// Generated from manifests/ by `npm run gen`. Do not edit.

/* eslint-disable */
/**
 * ice.lock: every component that a project resolved, with what its code, schemas, permissions and cost were.
 */
export interface Lock {
schema_version: "lock.v0"
/**
 * Id of the trust root that all packages were published under.
 */
registry: string
log?: SnapshotOfLog
/**
 * What the project asked for: `namespace/name` to a SemVer range.
 */
requires: {
[k: string]: string
}
/**
 * Everything that follows from it, sorted by name; one version of each.
 * 
 * @maxItems 5000
 */
packages: LockedPackage[]
}
/**
 * The largest tree of the registry's log when it was resolved. Whoever installs from it may be shown this tree or one that continues it.
 */
export interface SnapshotOfLog {
size: number
/**
 * Base64 of 32 bytes.
 */
root: string
}
export interface LockedPackage {
namespace: string
name: string
version: string
kind: ("kit" | "bundle")
/**
 * SHA-256 of the signed view.
 */
manifest_digest: string
archive_digest: string
/**
 * SHA-256 of the key that signed it.
 */
key_fingerprint: string
/**
 * Publish sequence of the version in the record of the registry.
 */
sequence: number
/**
 * Packages it needs, `namespace/name` to a SemVer range.
 */
dependencies?: {
[k: string]: string
}
/**
 * SPDX expression.
 */
license?: string
pricing?: LockedPricing
/**
 * Sorted by name.
 * 
 * @minItems 1
 * @maxItems 1000
 */
components: LockedComponent[]
}
export interface LockedPricing {
model: ("free" | "per_call" | "subscription")
/**
 * Decimal text.
 */
amount_usd?: string
}
export interface LockedComponent {
node_type: ("tool" | "agent" | "workflow")
name: string
version: string
/**
 * SHA-256 of the WASM component, or of the document.
 */
digest: string
/**
 * SHA-256 of the canonical form of its input and output schema.
 */
schema_digest: string
/**
 * SHA-256 of the canonical form of its title, description and examples: what a model reads of it.
 */
description_digest?: string
/**
 * As the manifest declares them, sorted by interface.
 * 
 * @maxItems 50
 */
permissions: LockedPermission[]
limits?: LockedLimits
cost_estimate?: LockedCost
}
export interface LockedPermission {
interface: string
version: string
max_calls?: number
max_bytes?: number
/**
 * @maxItems 50
 */
hosts?: string[]
/**
 * @maxItems 20
 */
secrets?: string[]
}
/**
 * As the manifest declares them; an absent one is the cluster's.
 */
export interface LockedLimits {
timeout_seconds?: number
memory_mb?: number
cpu_seconds?: number
output_bytes?: number
log_bytes?: number
host_calls?: number
}
/**
 * US dollars.
 */
export interface LockedCost {
base?: number
per_token?: number
}

export const lockSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://iceos.dev/schemas/lock.json",
  "title": "Lock",
  "description": "ice.lock: every component that a project resolved, with what its code, schemas, permissions and cost were.",
  "type": "object",
  "required": [
    "schema_version",
    "registry",
    "requires",
    "packages"
  ],
  "additionalProperties": false,
  "properties": {
    "schema_version": {
      "const": "lock.v0"
    },
    "registry": {
      "description": "Id of the trust root that all packages were published under.",
      "type": "string",
      "minLength": 1,
      "maxLength": 100
    },
    "log": {
      "title": "SnapshotOfLog",
      "description": "The largest tree of the registry's log when it was resolved. Whoever installs from it may be shown this tree or one that continues it.",
      "type": "object",
      "required": [
        "size",
        "root"
      ],
      "additionalProperties": false,
      "properties": {
        "size": {
          "type": "integer",
          "minimum": 1,
          "maximum": 9007199254740991
        },
        "root": {
          "description": "Base64 of 32 bytes.",
          "type": "string",
          "pattern": "^[A-Za-z0-9+/]{43}=$"
        }
      }
    },
    "requires": {
      "description": "What the project asked for: `namespace/name` to a SemVer range.",
      "type": "object",
      "maxProperties": 1000,
      "additionalProperties": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100
      }
    },
    "packages": {
      "description": "Everything that follows from it, sorted by name; one version of each.",
      "type": "array",
      "maxItems": 5000,
      "items": {
        "title": "LockedPackage",
        "type": "object",
        "required": [
          "namespace",
          "name",
          "version",
          "kind",
          "manifest_digest",
          "archive_digest",
          "key_fingerprint",
          "sequence",
          "components"
        ],
        "additionalProperties": false,
        "properties": {
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
          "kind": {
            "enum": [
              "kit",
              "bundle"
            ]
          },
          "manifest_digest": {
            "description": "SHA-256 of the signed view.",
            "type": "string",
            "pattern": "^[0-9a-f]{64}$"
          },
          "archive_digest": {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$"
          },
          "key_fingerprint": {
            "description": "SHA-256 of the key that signed it.",
            "type": "string",
            "pattern": "^[0-9a-f]{64}$"
          },
          "sequence": {
            "description": "Publish sequence of the version in the record of the registry.",
            "type": "integer",
            "minimum": 0
          },
          "dependencies": {
            "description": "Packages it needs, `namespace/name` to a SemVer range.",
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
            "title": "LockedPricing",
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
          "components": {
            "description": "Sorted by name.",
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "items": {
              "title": "LockedComponent",
              "type": "object",
              "required": [
                "node_type",
                "name",
                "version",
                "digest",
                "schema_digest",
                "permissions"
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
                "version": {
                  "type": "string",
                  "maxLength": 64
                },
                "digest": {
                  "description": "SHA-256 of the WASM component, or of the document.",
                  "type": "string",
                  "pattern": "^[0-9a-f]{64}$"
                },
                "schema_digest": {
                  "description": "SHA-256 of the canonical form of its input and output schema.",
                  "type": "string",
                  "pattern": "^[0-9a-f]{64}$"
                },
                "description_digest": {
                  "description": "SHA-256 of the canonical form of its title, description and examples: what a model reads of it.",
                  "type": "string",
                  "pattern": "^[0-9a-f]{64}$"
                },
                "permissions": {
                  "description": "As the manifest declares them, sorted by interface.",
                  "type": "array",
                  "maxItems": 50,
                  "items": {
                    "title": "LockedPermission",
                    "type": "object",
                    "required": [
                      "interface",
                      "version"
                    ],
                    "additionalProperties": false,
                    "properties": {
                      "interface": {
                        "type": "string",
                        "maxLength": 100
                      },
                      "version": {
                        "type": "string",
                        "maxLength": 64
                      },
                      "max_calls": {
                        "type": "integer",
                        "minimum": 1
                      },
                      "max_bytes": {
                        "type": "integer",
                        "minimum": 1
                      },
                      "hosts": {
                        "type": "array",
                        "maxItems": 50,
                        "items": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 261
                        }
                      },
                      "secrets": {
                        "type": "array",
                        "maxItems": 20,
                        "items": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 64
                        }
                      }
                    }
                  }
                },
                "limits": {
                  "title": "LockedLimits",
                  "description": "As the manifest declares them; an absent one is the cluster's.",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "timeout_seconds": {
                      "type": "number",
                      "exclusiveMinimum": 0
                    },
                    "memory_mb": {
                      "type": "integer",
                      "minimum": 1
                    },
                    "cpu_seconds": {
                      "type": "number",
                      "exclusiveMinimum": 0
                    },
                    "output_bytes": {
                      "type": "integer",
                      "minimum": 1
                    },
                    "log_bytes": {
                      "type": "integer",
                      "minimum": 0
                    },
                    "host_calls": {
                      "type": "integer",
                      "minimum": 0
                    }
                  }
                },
                "cost_estimate": {
                  "title": "LockedCost",
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
                }
              }
            }
          }
        }
      }
    }
  }
} as const;
