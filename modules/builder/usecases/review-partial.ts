import { Injectable } from '@nestjs/common';
import { CompilerService } from '../../compiler/compiler.service.js';
import { requireBounds, unreadable, type Unread } from '../partial/change.js';
import { blueprintOf, type PartialDocument } from '../partial/document.js';
import { reviewOf, type Review } from '../partial/review.js';

/** Says what a partial blueprint lacks, as this org may use components now. */
@Injectable()
export class ReviewPartial {
  constructor(private readonly compiler: CompilerService) {}

  /** Of one that is kept: it was read before. */
  async execute(org: string, document: PartialDocument): Promise<Review> {
    const { findings, resolve } = await this.examine(org, document);
    return reviewOf(document.nodes, findings, resolve);
  }

  /** As `execute`, with the canonical bytes to be stored. */
  async finalize(
    org: string,
    document: PartialDocument,
  ): Promise<{ readonly review: Review; readonly bytes: Uint8Array | undefined }> {
    const { findings, resolve, bytes } = await this.examine(org, document, true);
    return { review: await reviewOf(document.nodes, findings, resolve), bytes };
  }

  /**
   * Of one that nobody has read, which stands at `pointer` in the request. Bounds are asked first and here, everything else in a
   * checking thread. Throws `partial-too-large`, and `partial-invalid` where it cannot be read.
   */
  async accept(org: string, unread: Unread, pointer = ''): Promise<Review> {
    requireBounds(unread.document);
    const { blueprint, findings, resolve } = await this.examine(org, unread.document);
    if (!blueprint) {
      const read = findings.filter(({ kind }) => kind === 'document');
      throw unreadable(unread, read, pointer);
    }
    return reviewOf(unread.document.nodes, findings, resolve);
  }

  private examine(
    org: string,
    document: PartialDocument,
    canonical = false,
  ): ReturnType<CompilerService['validate']> {
    return this.compiler.validate({ org, value: blueprintOf(document), level: 'executable', canonical });
  }
}
