import { expect, it } from '@jest/globals';
import { CodedError } from '@iceos/core/errors';
import { describeProblem } from './problem.js';
import { Statuses } from './statuses.js';

it('one code has one status', () => {
  const statuses = new Statuses();
  statuses.add({ 'a-code': 404 });
  statuses.add({ 'a-code': 404, other: 409 });
  expect([statuses.of('a-code'), statuses.of('other'), statuses.of('unknown')]).toEqual([
    404,
    409,
    undefined,
  ]);
  expect(() => statuses.add({ other: 422 })).toThrow('The code other has the statuses 409 and 422');
});

it('a problem tells what the error knows, and nothing can pose as its standard members', () => {
  const error = new CodedError('a-code', 'It is so.', {
    hint: 'Do this.',
    data: { status: 200, code: 'fine', subject: 'x' },
    findings: [{ code: 'f', pointer: '/a', detail: 'd', severity: 'error' }],
  });
  expect(describeProblem(error, 503, { path: '/p', requestId: 'r' })).toEqual({
    type: 'urn:iceos:problem:a-code',
    title: 'Service Unavailable',
    status: 503,
    detail: 'It is so.',
    code: 'a-code',
    hint: 'Do this.',
    subject: 'x',
    instance: '/p',
    request_id: 'r',
    retryable: true,
    errors: [{ pointer: '/a', code: 'f', detail: 'd' }],
  });
});
