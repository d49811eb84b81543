import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { IsIn } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROJECT_ROOT } from '../config/project.js';
import { Public, Unlimited } from './access.js';
import { answers, Describes } from './describe.js';
import { matches } from './immutable.js';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>iceOS API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true });\n`;
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

const ASSETS = {
  'start.js': 'text/javascript',
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
} as const;

class AssetPath {
  @IsIn(Object.keys(ASSETS))
  file!: keyof typeof ASSETS;
}

/** The OpenAPI document as it was generated with this build, and a page to read it. */
@Controller()
export class DocsController {
  private openapi: Promise<{ readonly text: string; readonly tag: string }> | undefined;

  /** This document. */
  @Get('openapi.json')
  @Describes({ responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': {} } } } })
  @Public()
  @Unlimited()
  async document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.openapi ??= readOpenapi();
    const { text, tag } = await this.openapi;
    void reply.header('etag', tag).header('cache-control', 'no-cache');
    if (matches(request.headers['if-none-match'], tag)) return void reply.status(304).send();
    void reply.header('content-type', 'application/json; charset=utf-8').send(text);
  }

  /** A page to read this document. */
  @Get(['docs', 'redoc'])
  @Describes({ responses: answers('text/html', 'The page') })
  @Public()
  @Unlimited()
  page(@Res() reply: FastifyReply): void {
    void reply
      .header('content-security-policy', PAGE_POLICY)
      .header('content-type', 'text/html; charset=utf-8')
      .send(PAGE);
  }

  /** Parts of the page. */
  @Get('docs/:file')
  @Describes({ responses: answers('text/css', 'The file') })
  @Public()
  @Unlimited()
  async asset(@Param() { file }: AssetPath, @Res() reply: FastifyReply): Promise<void> {
    const body =
      file === 'start.js'
        ? START
        : await readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${file}`));
    void reply
      .header('content-type', `${ASSETS[file]}; charset=utf-8`)
      .header('cache-control', 'public, max-age=86400')
      .send(body);
  }
}

async function readOpenapi(): Promise<{ text: string; tag: string }> {
  const text = await readFile(join(PROJECT_ROOT, 'docs', 'openapi.json'), 'utf8');
  return { text, tag: `"${createHash('sha256').update(text).digest('hex')}"` };
}
