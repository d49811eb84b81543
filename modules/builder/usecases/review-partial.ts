import { Injectable } from '@nestjs/common';
import { CompilerService } from '../../compiler/compiler.service.js';
import { blueprintOf, type PartialDocument } from '../partial/document.js';
import { reviewOf, type Review } from '../partial/review.js';

/** Says what a partial blueprint lacks, as this org may use components now. */
@Injectable()
export class ReviewPartial {
  constructor(private readonly compiler: CompilerService) {}

  async execute(org: string, document: PartialDocument): Promise<Review> {
    const value = blueprintOf(document);
    const { findings, resolve } = await this.compiler.validate({ org, value, level: 'executable' });
    return reviewOf(document.nodes, findings, resolve);
  }
}
