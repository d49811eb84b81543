import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { AppConfig } from '../../../src/config/app-config.js';
import { builderDisabled } from '../builder.errors.js';

/** What each part is called, and what turns it on by itself. */
const PARTS = {
  planning: ['plans', 'ICEOS_ENABLE_LEGACY_BUILDER'],
  drafts: ['drafts', 'ICEOS_ENABLE_DRAFTS'],
  sessions: ['sessions', 'ICEOS_ENABLE_BUILDER_SESSIONS'],
  preview: ['previews of tools', 'ICEOS_ENABLE_BUILDER_PREVIEW'],
} as const;

const PART = 'builder:part';

/** Answers 404 where the operator has not turned the part on. */
@Injectable()
class EnabledGuard implements CanActivate {
  constructor(private readonly config: AppConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const part = Reflect.getMetadata(PART, context.getHandler()) as keyof typeof PARTS;
    if (this.config.builder[part]) return true;
    const [what, variable] = PARTS[part];
    throw builderDisabled(what, variable);
  }
}

/** The handler is there only where its part of the builder is turned on. */
export const Behind = (part: keyof typeof PARTS): MethodDecorator =>
  applyDecorators(SetMetadata(PART, part), UseGuards(EnabledGuard));
