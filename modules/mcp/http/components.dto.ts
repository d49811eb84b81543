import { IsIn, IsString, Length } from 'class-validator';
import { NODE_TYPES, type ComponentType } from '@iceos/core/names';

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

export class ComponentTypePath {
  @IsIn(NODE_TYPES)
  type!: ComponentType;
}

export class ComponentPath extends ComponentTypePath {
  /** `name` or `namespace/name`, with `@range` if need be. */
  @IsString()
  @Length(1, 250)
  name!: string;
}

export class ComponentTypeResponse {
  /** Each as a blueprint writes it: a bare name where that is enough, else `namespace/name`. */
  components!: string[];
}

export class SignedComponentResponse {
  /** What its publisher signed about it, as it stands in the manifest. */
  definition!: object;
  namespace!: string;
  /** Of the component. */
  version!: string;
  /** Coordinates of the package that has it. */
  package!: string;
  /** SHA-256 of the signed view of that package. */
  manifest_digest!: string;
  /** SHA-256 of the component itself, which the definition belongs to. */
  digest!: string;
}
