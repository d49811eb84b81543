import { IsString, MaxLength } from 'class-validator';
import { BlueprintPath } from './blueprints.dto.js';

export class NodePath extends BlueprintPath {
  @IsString()
  @MaxLength(300)
  node_id!: string;
}

export class LevelGroupResponse {
  level!: number;
  /** Nodes that may well run at once. */
  parallel_safe!: string[];
  /** Agents and the like: they act, so that their order may matter. */
  sequential_only!: string[];
  total!: number;
}

export class BottleneckResponse {
  node_id!: string;
  /** Share of the shortest ways between other nodes that lead through it: more than 0.3. */
  betweenness!: number;
}

/** Where nothing else is said, it is about the first level of nodes, not what is nested in them. */
export class GraphMetricsResponse {
  blueprint_id!: string;
  version_lock!: string;
  /** Nested nodes included. */
  total_nodes!: number;
  /** Waits between nodes, nested ones included. */
  total_edges!: number;
  /** Waits on the longest chain. */
  max_depth!: number;
  level_count!: number;
  /** Most nodes on one level. */
  max_width!: number;
  /** How deep nodes stand in nodes. */
  nesting!: number;
  /** Parts that no wait connects. */
  parts!: number;
  /** Node type to how many there are, nested ones included. */
  node_types!: object;
  roots!: string[];
  leaves!: string[];
  critical_path!: string[];
  /** Null where the graph is too large to look for them. */
  bottlenecks!: BottleneckResponse[] | null;
  levels!: LevelGroupResponse[];
}

export class NodeAnalysisResponse {
  node_id!: string;
  type!: string;
  /** In its own list. */
  level!: number;
  /** Node that it stands in. */
  container!: string | null;
  cluster!: string;
  /** 1: does one thing; 2: asks a model, runs code or repeats; 3: decides by itself. */
  complexity!: number;
  parallel_safe!: boolean;
  on_critical_path!: boolean;
  dependencies!: string[];
  dependants!: string[];
}

export class GraphAnalysisResponse extends GraphMetricsResponse {
  nodes!: NodeAnalysisResponse[];
}

export class PositionResponse {
  x!: number;
  y!: number;
}

export class SizeResponse {
  width!: number;
  height!: number;
}

export class StylingResponse {
  /** `#rrggbb` */
  color!: string;
  size!: SizeResponse;
  cluster!: string;
}

export class NodeMetadataResponse {
  type!: string;
  level!: number;
  complexity!: number;
}

export class NodeLayoutResponse {
  node_id!: string;
  /** Node that it stands in, whose upper left corner its position is measured from. */
  container!: string | null;
  /** Its upper left corner, in pixels. */
  position!: PositionResponse;
  styling!: StylingResponse;
  metadata!: NodeMetadataResponse;
  /** Nodes that wait for it. */
  connections!: string[];
}

export class GraphLayoutResponse {
  blueprint_id!: string;
  version_lock!: string;
  /** In document order. */
  nodes!: NodeLayoutResponse[];
}

export class NodeImpactResponse {
  blueprint_id!: string;
  version_lock!: string;
  node_id!: string;
  dependencies!: string[];
  dependants!: string[];
  /** What must have succeeded before it starts, directly or not. */
  upstream!: string[];
  /** What waits for it, directly or not. */
  downstream!: string[];
  /** Nodes inside it. */
  inside!: string[];
  on_critical_path!: boolean;
  /** Share of the other nodes that hang on it, 0 to 1. */
  impact!: number;
}
