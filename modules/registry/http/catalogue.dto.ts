import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { NumberInQuery, PageQuery } from '../../../src/http/query.js';

export class CatalogueQuery extends PageQuery {
  /** Most components to answer with. */
  @NumberInQuery()
  @IsInt()
  @Min(1)
  @Max(500)
  override limit: number = 500;
}

export class ToolPath {
  /** `name` or `namespace/name`, with `@range` if need be. */
  @IsString()
  @Length(1, 250)
  tool_name!: string;
}

export class ToolInfo {
  /** What a blueprint writes: a bare name where that is enough, else `namespace/name`. */
  name!: string;
  title!: string | null;
  description!: string | null;
  /** Coordinates of the package that it is from. */
  package!: string;
  version!: string;
  /** Whether its signature was verified; the others are dynamic. */
  verified!: boolean;
  deprecated!: boolean;
  input_schema!: object;
  output_schema!: object;
  /** Field to how a form may ask for it: `widget`, `placeholder`, `enum`, `step`. */
  ui_hints!: object | null;
  examples!: object[] | null;
}

export class CatalogueResponse {
  tools!: ToolInfo[];
  agents!: string[];
  workflows!: string[];
  /** Always empty: a chain is a workflow. */
  chains!: string[];
  next_cursor!: string | null;
}

export class ComponentNamesResponse {
  tools!: string[];
  agents!: string[];
  workflows!: string[];
}

export class WasmStatus {
  enabled!: boolean;
  /** Of the processor that components are compiled for. */
  arch!: string;
}

export class ResourceDefaults {
  timeout_seconds!: number;
  memory_limit_mb!: number;
  cpu_limit_seconds!: number;
}

export class ResourceGovernance {
  defaults!: ResourceDefaults;
}

export class RegistryHealthResponse {
  tools_count!: number;
  agents_count!: number;
  /** Node types that blueprints may have and this version does not run. */
  missing_executors!: string[];
  tools!: string[];
  agents!: string[];
  wasm!: WasmStatus;
  resource_governance!: ResourceGovernance;
}
