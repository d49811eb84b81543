// Generated from manifests/ by `npm run gen`. Do not edit.

/* eslint-disable */
/**
 * kit.yaml: what the author of a kit says about it. The components are found in the sources.
 */
export interface Kit {
/**
 * Name space of the org that publishes it.
 */
namespace: string
name: string
/**
 * SemVer; also of each component that names none.
 */
version: string
/**
 * When this version was made, RFC 3339. The build reads no clock, so equal sources give equal manifests.
 */
created: string
/**
 * SPDX expression.
 */
license?: string
/**
 * Path of the read-me; README.md where there is one.
 */
readme?: string
dependencies?: AuthoredDependencies
/**
 * Tools that were built elsewhere, in any language (docs/components.md).
 * 
 * @maxItems 100
 */
tools?: PrebuiltTool[]
pricing?: AuthoredPricing
}
export interface AuthoredDependencies {
/**
 * Packages needed, `kit@range` or `namespace/kit@range`; a bare name is a kit of `iceos`.
 * 
 * @maxItems 100
 */
toolkits?: string[]
}
export interface PrebuiltTool {
name: string
/**
 * Path of the component in the folder of the kit.
 */
wasm: string
version?: string
title?: string
description: string
tags?: string[]
iceos_min?: string
/**
 * JSON Schema of the input.
 */
input: {

}
/**
 * JSON Schema of the output.
 */
output: {

}
/**
 * Host interfaces that it imports, such as `kv: true`.
 */
permissions?: {
[k: string]: true | {

}
}
limits?: {

}
examples?: unknown[]
}
export interface AuthoredPricing {
model: ("free" | "per_call" | "subscription")
/**
 * Decimal text.
 */
amount_usd?: string
}

export const kitSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://iceos.dev/schemas/kit.json",
  "title": "Kit",
  "description": "kit.yaml: what the author of a kit says about it. The components are found in the sources.",
  "type": "object",
  "required": [
    "namespace",
    "name",
    "version",
    "created"
  ],
  "additionalProperties": false,
  "properties": {
    "namespace": {
      "description": "Name space of the org that publishes it.",
      "type": "string",
      "maxLength": 39
    },
    "name": {
      "type": "string",
      "maxLength": 64
    },
    "version": {
      "description": "SemVer; also of each component that names none.",
      "type": "string",
      "maxLength": 64
    },
    "created": {
      "description": "When this version was made, RFC 3339. The build reads no clock, so equal sources give equal manifests.",
      "type": "string",
      "maxLength": 40,
      "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$"
    },
    "license": {
      "description": "SPDX expression.",
      "type": "string",
      "minLength": 1,
      "maxLength": 100
    },
    "readme": {
      "description": "Path of the read-me; README.md where there is one.",
      "type": "string",
      "minLength": 1,
      "maxLength": 200
    },
    "dependencies": {
      "title": "AuthoredDependencies",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "toolkits": {
          "description": "Packages needed, `kit@range` or `namespace/kit@range`; a bare name is a kit of `iceos`.",
          "type": "array",
          "maxItems": 100,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 250
          }
        }
      }
    },
    "tools": {
      "description": "Tools that were built elsewhere, in any language (docs/components.md).",
      "type": "array",
      "maxItems": 100,
      "items": {
        "title": "PrebuiltTool",
        "type": "object",
        "required": [
          "name",
          "wasm",
          "description",
          "input",
          "output"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string",
            "maxLength": 100
          },
          "wasm": {
            "description": "Path of the component in the folder of the kit.",
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "version": {
            "type": "string",
            "maxLength": 64
          },
          "title": {
            "type": "string"
          },
          "description": {
            "type": "string"
          },
          "tags": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "iceos_min": {
            "type": "string"
          },
          "input": {
            "description": "JSON Schema of the input.",
            "type": "object"
          },
          "output": {
            "description": "JSON Schema of the output.",
            "type": "object"
          },
          "permissions": {
            "description": "Host interfaces that it imports, such as `kv: true`.",
            "type": "object",
            "additionalProperties": {
              "anyOf": [
                {
                  "const": true
                },
                {
                  "type": "object"
                }
              ]
            }
          },
          "limits": {
            "type": "object"
          },
          "examples": {
            "type": "array"
          }
        }
      }
    },
    "pricing": {
      "title": "AuthoredPricing",
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
    }
  }
} as const;
