import type { Type } from '@nestjs/common';

const MEMBERS = Symbol('members that are taken as they were sent');

/**
 * An object or list that is anybody's JSON: the DTO says only which of the two it is, whoever reads it bounds it. It is given on
 * as it was parsed; the validator, which walks and copies all it is given several times, never sees what is in it.
 */
export const AsSent = (): PropertyDecorator => (target, member) => {
  Reflect.defineMetadata(MEMBERS, [...membersOf(target), member], target);
};

/** `body` with something empty of the same kind in the place of what is taken as it was sent, and that by itself. */
export function withoutSent(
  body: Readonly<Record<string, unknown>>,
  { prototype }: Type,
): { readonly checked: Record<string, unknown>; readonly sent: Record<string, unknown> } {
  const checked = { ...body };
  const sent: Record<string, unknown> = {};
  for (const member of membersOf(prototype as object)) {
    const value = body[member];
    if (typeof value !== 'object' || value === null) continue;
    sent[member] = value;
    checked[member] = Array.isArray(value) ? [] : {};
  }
  return { checked, sent };
}

function membersOf(prototype: object): readonly string[] {
  return (Reflect.getMetadata(MEMBERS, prototype) as readonly string[] | undefined) ?? [];
}
