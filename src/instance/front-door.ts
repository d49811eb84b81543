import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CodedError } from '@iceos/core/errors';

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
}

/**
 * Calls the server's own public routes, with a token like anybody: what an instance publishes for itself goes through the
 * same checks. The socket is left out, nothing else.
 */
export class FrontDoor {
  constructor(
    private readonly app: NestFastifyApplication,
    private readonly token: string,
    private readonly host: string,
  ) {}

  async post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.send<Answer>(path, JSON.stringify(body), 'application/json');
  }

  async postForm<Answer>(path: string, form: FormData): Promise<Answer> {
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    return this.send<Answer>(path, Buffer.from(await encoded.arrayBuffer()), type);
  }

  private async send<Answer>(path: string, payload: string | Buffer, type: string): Promise<Answer> {
    const answer = await this.app
      .getHttpAdapter()
      .getInstance()
      .inject({
        method: 'POST',
        url: path,
        headers: { authorization: `Bearer ${this.token}`, 'content-type': type, host: this.host },
        payload,
      });
    const value: unknown = JSON.parse(answer.payload);
    if (answer.statusCode < 300) return value as Answer;
    const { code = 'failed', detail = answer.payload, hint } = value as Problem;
    throw new CodedError(code, detail, hint === undefined ? {} : { hint });
  }
}
