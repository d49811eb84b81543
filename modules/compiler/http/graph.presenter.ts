import type { Graph } from '@iceos/core/graph';
import { analyseNodes, arrange, measureGraph, PROFILES, type NodeImpact } from '@iceos/core/graph-metrics';
import type { StoredBlueprint } from '../compiler.types.js';
import type {
  GraphAnalysisResponse,
  GraphLayoutResponse,
  GraphMetricsResponse,
  NodeImpactResponse,
} from './graph.dto.js';

type Subject = Pick<StoredBlueprint, 'id' | 'lock'>;

export function presentMetrics({ id, lock }: Subject, graph: Graph): GraphMetricsResponse {
  const metrics = measureGraph(graph);
  return {
    blueprint_id: id,
    version_lock: lock,
    total_nodes: metrics.nodes,
    total_edges: metrics.edges,
    max_depth: metrics.maxDepth,
    level_count: metrics.levels.length,
    max_width: metrics.width,
    nesting: metrics.nesting,
    parts: metrics.parts,
    node_types: Object.fromEntries(metrics.types),
    roots: [...metrics.roots],
    leaves: [...metrics.leaves],
    critical_path: [...metrics.criticalPath],
    bottlenecks:
      metrics.bottlenecks?.map(({ nodeId, betweenness }) => ({ node_id: nodeId, betweenness })) ?? null,
    levels: metrics.levels.map(({ level, parallelSafe, sequentialOnly }) => ({
      level,
      parallel_safe: [...parallelSafe],
      sequential_only: [...sequentialOnly],
      total: parallelSafe.length + sequentialOnly.length,
    })),
  };
}

export function presentAnalysis(subject: Subject, graph: Graph): GraphAnalysisResponse {
  const nodes = analyseNodes(graph).map((node) => ({
    node_id: node.nodeId,
    type: node.type,
    level: node.level,
    container: node.container ?? null,
    cluster: node.cluster,
    complexity: node.complexity,
    parallel_safe: node.parallelSafe,
    on_critical_path: node.critical,
    dependencies: [...node.dependencies],
    dependants: [...node.dependants],
  }));
  return { ...presentMetrics(subject, graph), nodes };
}

export function presentLayout({ id, lock }: Subject, graph: Graph): GraphLayoutResponse {
  const nodes = arrange(graph).map((node) => {
    const { cluster, color, complexity } = PROFILES[node.type];
    return {
      node_id: node.nodeId,
      container: node.container ?? null,
      position: { x: node.x, y: node.y },
      styling: { color, size: { width: node.width, height: node.height }, cluster },
      metadata: { type: node.type, level: node.level, complexity },
      connections: [...node.dependants],
    };
  });
  return { blueprint_id: id, version_lock: lock, nodes };
}

export function presentImpact({ id, lock }: Subject, impact: NodeImpact): NodeImpactResponse {
  return {
    blueprint_id: id,
    version_lock: lock,
    node_id: impact.nodeId,
    dependencies: [...impact.dependencies],
    dependants: [...impact.dependants],
    upstream: [...impact.upstream],
    downstream: [...impact.downstream],
    inside: [...impact.inside],
    on_critical_path: impact.critical,
    impact: impact.share,
  };
}
