import { IsInt, IsObject, Matches, Max, Min } from 'class-validator';
import { AsSent } from '../../../src/http/as-sent.js';
import { Optional } from '../../../src/http/optional.js';

/** Printable characters of any script. */
const KEY = /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u;

export class DraftPath {
  @Matches(KEY)
  key!: string;
}

export class SessionPath {
  @Matches(KEY)
  session_id!: string;
}

export class SessionBody {
  /** Whatever the canvas wants to find again, at most 1 MiB. */
  @IsObject()
  @AsSent()
  data!: Record<string, unknown>;
}

export class DraftBody extends SessionBody {
  /** The version you believe to have; the new one is above it. `If-Match` refuses instead. */
  @Optional()
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  version?: number;
}

export class DraftAck {
  key!: string;
  ok!: true;
  /** 0 after it was deleted. */
  version!: number;
}

export class DraftResponse {
  data!: object;
  version!: number;
}

export class SessionAck {
  session_id!: string;
  ok!: true;
}

export class SessionResponse {
  session_id!: string;
  data!: object;
}
