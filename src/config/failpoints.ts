import { endAt, PASS_ON, type Failpoint, type PassFailpoint } from '@iceos/runtime/failpoints';

/** The failpoints of this process, injectable: inert unless ICE_TEST_FAILPOINT names one. */
export class Failpoints {
  readonly pass: PassFailpoint;

  constructor(armed: Failpoint | undefined) {
    this.pass = armed === undefined ? PASS_ON : endAt(armed);
  }
}
