import { IsString, Length, MaxLength } from 'class-validator';
import { Optional } from '../../../src/http/optional.js';

export class TemplateResponse {
  /** What names the workflow: a bare name where that is enough, else `namespace/name`. */
  id!: string;
  /** Coordinates of the package that it is from. */
  bundle!: string;
  /** Of its document in that package. */
  path!: string;
  description!: string | null;
}

export class TemplatesResponse {
  templates!: TemplateResponse[];
  next_cursor!: string | null;
}

export class FromWorkflowBody {
  /** Name of a workflow, or of a bundle, which stands for the workflow it begins with. */
  @IsString()
  @Length(1, 250)
  workflow_id!: string;

  /** Not needed to find the workflow, and not looked at. */
  @Optional()
  @IsString()
  @MaxLength(1000)
  path_hint?: string;
}
