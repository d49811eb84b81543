import { CodedError } from '../errors.js';

/** What every fault of a trust document is refused with. */
export function trustInvalid(detail: string): CodedError<'trust-invalid'> {
  return new CodedError('trust-invalid', `The trust documents cannot be used. ${detail}`, {
    hint: 'Fetch them again from the instance that signed them (`ice trust update`), and look at them with `ice trust show`.',
  });
}
