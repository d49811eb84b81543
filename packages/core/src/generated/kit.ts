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
