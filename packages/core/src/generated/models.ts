// Generated from manifests/ by `npm run gen`. Do not edit.

/* eslint-disable */
/**
 * The models that blueprints may name, with what they cost (docs/spec/cost.md 1).
 */
export interface ModelList {
schema_version: "models.v1"
/**
 * Day on which the prices stood in the public lists.
 */
as_of: string
default_model: string
/**
 * @minItems 1
 */
providers: ListedProvider[]
/**
 * @minItems 1
 */
models: ListedModel[]
}
export interface ListedProvider {
id: ("openai" | "anthropic" | "google" | "deepseek")
label: string
/**
 * Where the provider publishes its prices.
 */
price_list: string
}
export interface ListedModel {
provider: ("openai" | "anthropic" | "google" | "deepseek")
id: string
/**
 * Other names of the same model at the same price.
 */
aliases?: string[]
label: string
/**
 * Without discounts, at the highest tier.
 */
input_usd_per_million: string
/**
 * Without discounts, at the highest tier.
 */
output_usd_per_million: string
/**
 * Most tokens of one call, input and output together.
 */
context_window: number
/**
 * Most tokens that one call may give, reasoning included.
 */
max_output_tokens: number
capabilities: ("json" | "reasoning" | "tools" | "vision")[]
}

export const modelListSchema = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://iceos.dev/schemas/models.v1.json",
  "title": "ModelList",
  "description": "The models that blueprints may name, with what they cost (docs/spec/cost.md 1).",
  "type": "object",
  "required": [
    "schema_version",
    "as_of",
    "default_model",
    "providers",
    "models"
  ],
  "additionalProperties": false,
  "properties": {
    "schema_version": {
      "const": "models.v1"
    },
    "as_of": {
      "description": "Day on which the prices stood in the public lists.",
      "type": "string",
      "pattern": "^\\d{4}-\\d{2}-\\d{2}$"
    },
    "default_model": {
      "type": "string",
      "minLength": 1,
      "maxLength": 100
    },
    "providers": {
      "type": "array",
      "minItems": 1,
      "items": {
        "title": "ListedProvider",
        "type": "object",
        "required": [
          "id",
          "label",
          "price_list"
        ],
        "additionalProperties": false,
        "properties": {
          "id": {
            "enum": [
              "openai",
              "anthropic",
              "google",
              "deepseek"
            ]
          },
          "label": {
            "type": "string",
            "minLength": 1,
            "maxLength": 100
          },
          "price_list": {
            "description": "Where the provider publishes its prices.",
            "type": "string",
            "pattern": "^https://"
          }
        }
      }
    },
    "models": {
      "type": "array",
      "minItems": 1,
      "items": {
        "$ref": "#/$defs/model"
      }
    }
  },
  "$defs": {
    "price": {
      "description": "US dollars for a million tokens. Three decimal places are a whole number of nano-dollars for a token.",
      "type": "string",
      "pattern": "^\\d{1,6}(?:\\.\\d{1,3})?$"
    },
    "model": {
      "title": "ListedModel",
      "type": "object",
      "required": [
        "provider",
        "id",
        "label",
        "input_usd_per_million",
        "output_usd_per_million",
        "context_window",
        "max_output_tokens",
        "capabilities"
      ],
      "additionalProperties": false,
      "properties": {
        "provider": {
          "enum": [
            "openai",
            "anthropic",
            "google",
            "deepseek"
          ]
        },
        "id": {
          "type": "string",
          "pattern": "^[a-z0-9][a-z0-9._-]{0,99}$"
        },
        "aliases": {
          "description": "Other names of the same model at the same price.",
          "type": "array",
          "uniqueItems": true,
          "items": {
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9._-]{0,99}$"
          }
        },
        "label": {
          "type": "string",
          "minLength": 1,
          "maxLength": 100
        },
        "input_usd_per_million": {
          "description": "Without discounts, at the highest tier.",
          "$ref": "#/$defs/price"
        },
        "output_usd_per_million": {
          "description": "Without discounts, at the highest tier.",
          "$ref": "#/$defs/price"
        },
        "context_window": {
          "description": "Most tokens of one call, input and output together.",
          "type": "integer",
          "minimum": 1,
          "maximum": 100000000
        },
        "max_output_tokens": {
          "description": "Most tokens that one call may give, reasoning included.",
          "type": "integer",
          "minimum": 1,
          "maximum": 100000000
        },
        "capabilities": {
          "type": "array",
          "uniqueItems": true,
          "items": {
            "enum": [
              "json",
              "reasoning",
              "tools",
              "vision"
            ]
          }
        }
      }
    }
  }
} as const;
