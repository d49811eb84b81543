import type { FastifyInstance } from 'fastify';

const LOOK_MS = 50;

/**
 * Counts the requests being served. The function it answers ends the connections of a server that is closing: each as
 * soon as it serves nothing, all of them after `milliseconds`. It answers how to stop doing so.
 */
export function watchConnections(fastify: FastifyInstance): (milliseconds: number) => () => void {
  let serving = 0;
  fastify.addHook('onRequest', (_request, reply, done) => {
    serving++;
    reply.raw.once('close', () => serving--);
    done();
  });
  return (milliseconds) => {
    const { server } = fastify;
    // Node calls a connection idle only once it has served something.
    const look = setInterval(() => {
      if (serving === 0) server.closeAllConnections();
      else server.closeIdleConnections();
    }, LOOK_MS);
    const deadline = setTimeout(() => server.closeAllConnections(), milliseconds);
    return () => {
      clearInterval(look);
      clearTimeout(deadline);
    };
  };
}
