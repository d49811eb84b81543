import type { FastifyReply } from 'fastify';
import type { Claim } from '../../../src/http/idempotency/claim.js';
import type { WrittenBlueprint } from '../compiler.types.js';
import type { Alongside } from '../usecases/write-blueprint.js';
import type { WrittenResponse } from './blueprints.dto.js';
import { lockHeaders } from '../../../src/http/version-lock.js';

interface WrittenAnswer {
  /** Keeps the answer in the transaction of the write. */
  readonly keep: Alongside;
  /** Sends the same answer. */
  readonly send: (reply: FastifyReply, written: WrittenBlueprint) => WrittenResponse;
}

/** What a blueprint that was stored under a new id is answered with. */
export function answerWritten(claim: Claim): WrittenAnswer {
  return {
    keep: (tx, written) =>
      claim.store(tx, { status: 201, headers: headersOf(written), body: present(written) }),
    send: (reply, written) => {
      void reply.headers(headersOf(written));
      return present(written);
    },
  };
}

function headersOf({ id, lock }: WrittenBlueprint): Record<string, string> {
  return { location: `/api/v1/blueprints/${id}`, ...lockHeaders(lock) };
}

function present({ id, lock }: WrittenBlueprint): WrittenResponse {
  return { id, version_lock: lock };
}
