// Generated from manifests/ by `npm run gen`. Do not edit.

/* eslint-disable */
/**
 * Paths in the package, sorted. The build fills it in.
 * 
 * @maxItems 900
 */
export type Paths = string[]

/**
 * A deployable unit of workflows: bundle.yaml as authored, and bundle.json in the package, where `workflows`, `presets`, `examples` and `data` list every file.
 */
export interface Bundle {
/**
 * Name space of the org that publishes it. Required to publish.
 */
namespace?: string
/**
 * The name of its folder.
 */
name: string
/**
 * SemVer; also of each workflow that names none.
 */
version: string
/**
 * When this version was made, RFC 3339. The build reads no clock, so equal sources give equal manifests.
 */
created?: string
/**
 * SPDX expression.
 */
license?: string
title?: string
description?: string
/**
 * @maxItems 50
 */
tags?: string[]
/**
 * Path of the read-me; README.md where there is one.
 */
readme?: string
/**
 * Id of the workflow that runs by default, `bundle.stem`.
 */
entrypoint: string
dependencies?: BundleDependencies
/**
 * Short name to relative path. Without it every workflows/*.yaml counts, under the stem of its name. In the package: workflow id to path.
 */
workflows?: {
[k: string]: string
}
presets?: Paths
examples?: Paths
data?: Paths
/**
 * Path of the JSON Schema of a form for the inputs of the entrypoint; ui/form_schema.json where there is one.
 */
form?: string
}
export interface BundleDependencies {
/**
 * Packages needed, `kit@range` or `namespace/kit@range`; a bare name is a kit of `iceos`.
 * 
 * @maxItems 100
 */
toolkits?: string[]
}

export const bundleSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://iceos.dev/schemas/bundle.json",
  "title": "Bundle",
  "description": "A deployable unit of workflows: bundle.yaml as authored, and bundle.json in the package, where `workflows`, `presets`, `examples` and `data` list every file.",
  "type": "object",
  "required": [
    "name",
    "version",
    "entrypoint"
  ],
  "additionalProperties": false,
  "properties": {
    "namespace": {
      "description": "Name space of the org that publishes it. Required to publish.",
      "type": "string",
      "maxLength": 39
    },
    "name": {
      "description": "The name of its folder.",
      "type": "string",
      "maxLength": 64
    },
    "version": {
      "description": "SemVer; also of each workflow that names none.",
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
    "title": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200
    },
    "description": {
      "type": "string",
      "maxLength": 4000
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
    "readme": {
      "description": "Path of the read-me; README.md where there is one.",
      "type": "string",
      "minLength": 1,
      "maxLength": 200
    },
    "entrypoint": {
      "description": "Id of the workflow that runs by default, `bundle.stem`.",
      "type": "string",
      "minLength": 1,
      "maxLength": 100
    },
    "dependencies": {
      "title": "BundleDependencies",
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
    "workflows": {
      "description": "Short name to relative path. Without it every workflows/*.yaml counts, under the stem of its name. In the package: workflow id to path.",
      "type": "object",
      "minProperties": 1,
      "maxProperties": 200,
      "additionalProperties": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
      }
    },
    "presets": {
      "$ref": "#/$defs/paths"
    },
    "examples": {
      "$ref": "#/$defs/paths"
    },
    "data": {
      "$ref": "#/$defs/paths"
    },
    "form": {
      "description": "Path of the JSON Schema of a form for the inputs of the entrypoint; ui/form_schema.json where there is one.",
      "type": "string",
      "minLength": 1,
      "maxLength": 200
    }
  },
  "$defs": {
    "paths": {
      "description": "Paths in the package, sorted. The build fills it in.",
      "type": "array",
      "maxItems": 900,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
      }
    }
  }
} as const;
