/** An expected failure of a host function whose type has one: the component gets the text and goes on. */
export class HostFailure extends Error {
  override readonly name = 'HostFailure';
}

/** A component asked for more than its run may have: the call ends with `limit-exceeded`. */
export class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded';

  constructor(
    /** What there was too much of, for people. */
    readonly quota: string,
    readonly allowed: number,
  ) {
    super(`The call asked for more ${quota} than the ${allowed} it may have.`);
  }
}
