import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CheckingThreads } from '@iceos/runtime/checking';
import { AppConfig } from '../config/app-config.js';

/** The threads of this process in which documents of strangers are read and checked. */
@Injectable()
export class Checking extends CheckingThreads implements OnApplicationShutdown {
  constructor({ models: { catalogue, echoForAll } }: AppConfig) {
    // Where every model only echoes, whatever a blueprint names is one.
    super({ models: { catalogue, anyName: echoForAll } });
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}
