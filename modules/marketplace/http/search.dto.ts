import { IsIn, IsInt, IsString, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../../../src/http/optional.js';
import { NumberInQuery } from '../../../src/http/query.js';
import { SEARCH_KINDS, type SearchKind } from '../marketplace.types.js';

const NAMESPACE = /^[a-z][a-z0-9-]{0,38}$/;

export class SearchQuery {
  /** What you look for: a name, `namespace/name`, or a request in words. Without it everything is listed, newest first. */
  @IsString()
  @MaxLength(2000)
  q: string = '';

  /** Only listings of this kind. */
  @Optional()
  @IsIn(SEARCH_KINDS)
  kind?: SearchKind;

  /** Only listings of this namespace. */
  @Optional()
  @Matches(NAMESPACE)
  namespace?: string;

  /** Only listings with this tag. */
  @Optional()
  @IsString()
  @Length(1, 50)
  tag?: string;

  /** Most items to answer with. */
  @NumberInQuery()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;

  /** `next_cursor` of the page before. */
  @Optional()
  @IsString()
  @Length(1, 1000)
  cursor?: string;
}

export class ListingResponse {
  namespace!: string;
  /** Of the component; of the package for a bundle. */
  name!: string;
  /** Of the package. */
  version!: string;
  /** tool, agent, workflow or bundle. */
  kind!: string;
  package!: string;
  package_kind!: string;
  component_version!: string;
  title!: string | null;
  description!: string | null;
  tags!: string[];
  deprecated!: boolean;
  visibility!: string;
  /** SHA-256 of the signed view; its manifest is at /api/v1/manifests/{digest}. */
  manifest_digest!: string;
  /** SHA-256 of the component, or of the document of the bundle. */
  digest!: string;
  /** 1 and more when the name is what you look for; else how well it answers, between 0 and 1. */
  score!: number;
}

export class ListingPage {
  items!: ListingResponse[];
  next_cursor!: string | null;
}
