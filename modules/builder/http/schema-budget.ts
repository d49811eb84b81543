import type { JsonSchema } from '@iceos/core/value-schema';

/** Characters of schemas in one answer. */
const MOST_CHARACTERS = 256 * 1024;

/**
 * What of the schemas of open places one answer shows: a component may have large ones, and a partial blueprint may use it in
 * every node. What no longer fits is shown as the schema that allows everything, beside its type.
 */
export class SchemaBudget {
  private left = MOST_CHARACTERS;
  private readonly sizes = new Map<JsonSchema, number>();

  /** `schema`, or `{}` when there is no room for it. */
  shown(schema: JsonSchema): JsonSchema {
    const size = this.sizes.get(schema) ?? JSON.stringify(schema).length;
    this.sizes.set(schema, size);
    if (size > this.left) return {};
    this.left -= size;
    return schema;
  }
}
