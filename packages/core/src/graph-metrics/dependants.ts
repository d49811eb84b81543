import type { Graph } from '../graph.js';

/** Per node: the nodes of its list that wait for it, by ascending number. */
export function dependantsOf({ awaited }: Pick<Graph, 'awaited'>): readonly (readonly number[])[] {
  const dependants: number[][] = awaited.map(() => []);
  for (const [number, on] of awaited.entries()) for (const one of on) dependants[one]?.push(number);
  return dependants;
}

export function idOf({ places }: Pick<Graph, 'places'>, number: number): string {
  return places[number]?.node.id ?? '';
}

export function idsOf(graph: Pick<Graph, 'places'>, numbers: readonly number[]): string[] {
  return numbers.map((number) => idOf(graph, number));
}
