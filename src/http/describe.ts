/** Parts of an OpenAPI operation that types cannot tell: media types, bodies that a JSON Schema describes. */
export interface OperationPatch {
  readonly requestBody?: Readonly<Record<string, unknown>>;
  readonly responses?: Readonly<Record<string, unknown>>;
  /** Besides those that were read from types. */
  readonly parameters?: readonly Readonly<Record<string, unknown>>[];
  /** Classes that the parts above refer to as `#/components/schemas/…`, where no type of a handler names them. */
  readonly models?: readonly (abstract new () => object)[];
}

const PATCH = Symbol('operation');

/** What the OpenAPI document says about a handler instead of what was read from its types. */
export const Describes =
  (patch: OperationPatch): MethodDecorator =>
  (_target, _key, descriptor) => {
    Reflect.defineMetadata(PATCH, patch, descriptor.value as object);
  };

export function patchOf(handler: object): OperationPatch {
  return (Reflect.getMetadata(PATCH, handler) as OperationPatch | undefined) ?? {};
}

/** An answer of one media type that is not JSON. */
export function answers(mediaType: string, description: string): Readonly<Record<string, unknown>> {
  return { 200: { description, content: { [mediaType]: { schema: { type: 'string' } } } } };
}
