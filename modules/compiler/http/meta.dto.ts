import { ArrayMaxSize, IsArray, IsObject, IsString, Length, MaxLength } from 'class-validator';
import { AsSent } from '../../../src/http/as-sent.js';
import { Optional } from '../../../src/http/optional.js';

export class NodeTypePath {
  @IsString()
  @MaxLength(50)
  node_type!: string;
}

export class PortResponse {
  name!: string;
  /** `one` or `many`: how many edges it takes. */
  max!: string;
}

export class PortsResponse {
  inputs!: PortResponse[];
  outputs!: PortResponse[];
}

export class NodeSchemaResponse {
  type!: string;
  /** JSON Schema 2020-12 of a whole node. */
  json_schema!: object;
  ports!: PortsResponse;
}

export class LinkHintsBody {
  @IsString()
  @Length(1, 200)
  node_id!: string;

  @Optional()
  @IsString()
  @MaxLength(1_000_000)
  target_prompt?: string;

  @Optional()
  @IsObject()
  @AsSent()
  target_args?: object;

  /** Ids of the nodes that it waits for. */
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  upstream_ids!: string[];
}

export class LinkHintsResponse {
  /** Names that templates of the node use, and that nothing upstream gives. */
  suggestions!: string[];
}

export class ProviderResponse {
  id!: string;
  label!: string;
}

export class ModelResponse {
  id!: string;
  provider!: string;
  label!: string;
  /** Other names of the same model. */
  aliases!: string[];
  /** What it can do besides text. */
  tags!: string[];
  /** Most tokens of one call, input and output together. */
  context_window!: number;
  max_output_tokens!: number;
  vision!: boolean;
  reasoning!: boolean;
  /** Nano-US-dollars for a token. */
  input_nano_usd!: number;
  output_nano_usd!: number;
}

export class ModelDefaults {
  provider!: string;
  model!: string;
}

export class ModelsResponse {
  /** Which prices these are. */
  version!: string;
  providers!: ProviderResponse[];
  models!: ModelResponse[];
  defaults!: ModelDefaults;
}
