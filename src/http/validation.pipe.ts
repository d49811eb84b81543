import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { CodedError, type Finding } from '@iceos/core/errors';
import { withoutSent } from './as-sent.js';
import type { HttpCode } from './http.errors.js';

/**
 * Checks bodies, queries and path parameters against their class-validator DTO: unknown members are refused, nothing is
 * converted but what a DTO says (`query.ts`), and every fault is told with a JSON pointer.
 */
export class RequestPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors: ValidationError[]) =>
        requestInvalid(errors.flatMap((error) => findingsIn(error, ''))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && this.toValidate(metadata) && !isObject(value ?? {})) {
      throw requestInvalid([
        { code: 'is-object', pointer: '', detail: 'The body must be a JSON object.', severity: 'error' },
      ]);
    }
    const { type, metatype } = metadata;
    if (type !== 'body' || !metatype || !this.toValidate(metadata) || !isObject(value))
      return super.transform(value, metadata) as Promise<unknown>;
    const { checked, sent } = withoutSent(value, metatype);
    return Object.assign((await super.transform(checked, metadata)) as object, sent);
  }
}

/** The refusal of a request whose form is wrong, at the places named. */
export function requestInvalid(findings: readonly Finding[]): CodedError<HttpCode> {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return new CodedError(
    'request-invalid',
    first ? `${first.pointer || 'The request'}: ${first.detail}${more}` : 'The request is not valid.',
    { hint: 'Correct the members named in `errors`.', findings },
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function findingsIn(error: ValidationError, parent: string): Finding[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]): Finding => ({
    code: constraint.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase(),
    pointer,
    detail: message,
    severity: 'error',
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => findingsIn(child, pointer))];
}
