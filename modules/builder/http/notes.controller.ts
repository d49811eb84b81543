import { Body, Controller, Delete, Get, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import type { Principal } from '../../../src/http/principal.js';
import type { NoteKind, NotePlace } from '../builder.types.js';
import { KeepNote } from '../usecases/keep-note.js';
import { Behind } from './enabled.guard.js';
import { MADE_FROM_PARAMETER, MadeFrom } from './made-from.js';
import {
  DraftAck,
  DraftBody,
  DraftPath,
  DraftResponse,
  SessionAck,
  SessionBody,
  SessionPath,
  SessionResponse,
} from './notes.dto.js';

/** Drafts and sessions of canvases, each user's own. */
@Controller('api/v1/builder')
export class NotesController {
  constructor(private readonly notes: KeepNote) {}

  /** Keeps a draft under a new version. */
  @Put('drafts/:key')
  @Requires('blueprints:write')
  @Behind('drafts')
  @Describes({ parameters: [MADE_FROM_PARAMETER] })
  async putDraft(
    @Param() { key }: DraftPath,
    @Body() body: DraftBody,
    @MadeFrom() madeFrom: number | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DraftAck> {
    const version = await this.notes.put(placeOf(principal, 'draft', key), { ...body, madeFrom });
    void reply.header('etag', `"${version}"`);
    return { key, ok: true, version };
  }

  /** A draft and its version. */
  @Get('drafts/:key')
  @Requires('blueprints:read')
  @Behind('drafts')
  async getDraft(
    @Param() { key }: DraftPath,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DraftResponse> {
    const { data, version } = await this.notes.get(placeOf(principal, 'draft', key));
    void reply.header('etag', `"${version}"`);
    return { data, version };
  }

  /** Deletes a draft; one that is not there stays so. */
  @Delete('drafts/:key')
  @Requires('blueprints:write')
  @Behind('drafts')
  async removeDraft(
    @Param() { key }: DraftPath,
    @CurrentPrincipal() principal: Principal,
  ): Promise<DraftAck> {
    await this.notes.remove(placeOf(principal, 'draft', key));
    return { key, ok: true, version: 0 };
  }

  /** Keeps the state of a session. */
  @Put('sessions/:session_id')
  @Requires('blueprints:write')
  @Behind('sessions')
  async putSession(
    @Param() { session_id }: SessionPath,
    @Body() { data }: SessionBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<SessionAck> {
    await this.notes.put(placeOf(principal, 'session', session_id), { data });
    return { session_id, ok: true };
  }

  /** The state of a session. */
  @Get('sessions/:session_id')
  @Requires('blueprints:read')
  @Behind('sessions')
  async getSession(
    @Param() { session_id }: SessionPath,
    @CurrentPrincipal() principal: Principal,
  ): Promise<SessionResponse> {
    const { data } = await this.notes.get(placeOf(principal, 'session', session_id));
    return { session_id, data };
  }

  /** Deletes the state of a session; what is not there stays so. */
  @Delete('sessions/:session_id')
  @Requires('blueprints:write')
  @Behind('sessions')
  async removeSession(
    @Param() { session_id }: SessionPath,
    @CurrentPrincipal() principal: Principal,
  ): Promise<SessionAck> {
    await this.notes.remove(placeOf(principal, 'session', session_id));
    return { session_id, ok: true };
  }
}

function placeOf({ org, user }: Principal, kind: NoteKind, key: string): NotePlace {
  return { org, user: user ?? '', kind, key };
}
