import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph';

const State = Annotation.Root({ text: Annotation<string> });

/**
 * A chain of `length` nodes in LangGraph.js, each of which hands on the text that it is given: the peer of a blueprint that
 * does the same. With `checkpoints` every step is kept in memory, which is the least that its durable runs cost.
 */
export function langGraphChain(
  length: number,
  { checkpoints = false }: { readonly checkpoints?: boolean } = {},
): () => Promise<void> {
  const names = Array.from({ length }, (_, index) => `n${index}`);
  const graph = new StateGraph(State) as StateGraph<
    typeof State.spec,
    typeof State.State,
    typeof State.Update,
    string
  >;
  for (const name of names) graph.addNode(name, ({ text }) => Promise.resolve({ text }));
  [START, ...names].forEach((name, index) => graph.addEdge(name, names[index] ?? END));
  const compiled = graph.compile(checkpoints ? { checkpointer: new MemorySaver() } : {});
  let thread = 0;
  return async () => {
    const { text } = await compiled.invoke(
      { text: 'a' },
      { recursionLimit: length + 1, configurable: { thread_id: String(thread++) } },
    );
    if (text !== 'a') throw new Error('The chain lost its text.');
  };
}
