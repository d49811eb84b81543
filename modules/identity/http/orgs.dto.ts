import { IsString, Length, Matches } from 'class-validator';
import { IDENTIFIER, ORG_ID } from './tokens.dto.js';

export class CreateOrgBody {
  /** Id of the org and its namespace: a-z, 0-9 and -, at most 39. */
  @Matches(ORG_ID)
  id!: string;

  @IsString()
  @Length(1, 200)
  name!: string;
}

export class OrgResponse {
  id!: string;
  name!: string;
  created_at!: string;
}

export class OrgPage {
  items!: OrgResponse[];
  next_cursor!: string | null;
}

export class CreateProjectBody {
  /** Unique within the org. */
  @Matches(IDENTIFIER)
  id!: string;

  @IsString()
  @Length(1, 200)
  name!: string;
}

export class ProjectResponse {
  id!: string;
  org_id!: string;
  name!: string;
  created_at!: string;
}

export class ProjectPage {
  items!: ProjectResponse[];
  next_cursor!: string | null;
}
