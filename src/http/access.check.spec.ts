import { Controller, Get, Module, Post } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { AccessCheck } from './access.check.js';
import { Authenticated, doorOf, Public, Requires, Unlimited } from './access.js';

@Controller('open')
class Declared {
  @Get()
  @Public()
  @Unlimited()
  a(): string {
    return 'a';
  }

  @Requires('runs:read', 'admin')
  @Get('b')
  b(): string {
    return this.helper();
  }

  @Get('c')
  @Authenticated()
  c(): string {
    return 'c';
  }

  helper(): string {
    return 'b';
  }
}

@Controller('forgotten')
class Forgotten extends Declared {
  @Post()
  d(): string {
    return 'd';
  }

  @Unlimited()
  @Get('e')
  e(): string {
    return 'e';
  }
}

async function start(controller: new () => object): Promise<void> {
  @Module({ imports: [DiscoveryModule], controllers: [controller], providers: [AccessCheck] })
  class Application {}
  const app = await NestFactory.createApplicationContext(Application, { logger: false, abortOnError: false });
  await app.close();
}

describe('the start', () => {
  it('goes on when every handler says who may call it', async () => {
    await expect(start(Declared)).resolves.toBeUndefined();
    expect(doorOf(Declared.prototype.a)).toEqual({ access: 'public', unlimited: true });
    expect(doorOf(Declared.prototype.b)).toEqual({ access: ['runs:read', 'admin'] });
  });

  it('stops when one does not, naming each', async () => {
    await expect(start(Forgotten)).rejects.toThrow(/Forgotten\.d \(POST\)\n {2}Forgotten\.e \(GET\)$/);
  });
});
