import { IsIn, IsString, Length } from 'class-validator';

const TYPES = ['tool', 'workflow', 'code'] as const;

export class ScaffoldBody {
  /** What is to be written. */
  @IsIn(TYPES)
  type!: (typeof TYPES)[number];

  /** Its name; that of a tool is lower-case letters, digits and `_`, and ends with `_tool`. */
  @IsString()
  @Length(1, 100)
  name!: string;
}

export class ScaffoldResponse {
  /** What to do with the source. */
  notes!: string;
  /** TypeScript of a tool, ready to be built. */
  tool_class_code?: string;
  /** JSON of a workflow that runs as it is. */
  workflow_code?: string;
  /** JavaScript of a code node: the body of a function. */
  code_factory_code?: string;
}

export class StoredComponentResponse {
  type!: string;
  name!: string;
  namespace!: string;
  /** Of the component. */
  version!: string;
  /** Coordinates of the package that has it. */
  package!: string;
}

export class RegisteredComponentResponse {
  type!: string;
  name!: string;
  namespace!: string;
}

export class ComponentsResponse {
  /** What your org has published. */
  stored!: StoredComponentResponse[];
  /** What your org may use, its own included. */
  registered!: RegisteredComponentResponse[];
  next_cursor!: string | null;
}
