import { Transform } from 'class-transformer';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { Optional } from './optional.js';

/** Reads digits, with an optional sign and fraction, as a number. Anything else stays a text and is refused as such. */
export const NumberInQuery = (): PropertyDecorator =>
  Transform(({ value }): unknown =>
    typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value,
  );

/** The query of a list: how many items, and after which one to go on. */
export class PageQuery {
  /** Most items to answer with. */
  @NumberInQuery()
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;

  /** `next_cursor` of the page before. */
  @Optional()
  @IsString()
  @Length(1, 1000)
  cursor?: string;
}
