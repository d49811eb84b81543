// Loaded into a server before its program (NODE_OPTIONS=--import): tells how late its event loop was, and where to it opened
// connections. Each SIGUSR2 writes both, since the one before, into the file that TEST_LOOP_FILE names.
import { subscribe } from 'node:diagnostics_channel';
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env.TEST_LOOP_FILE;

if (isMainThread && file) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  let connections = [];
  // What the main thread itself worked between two turns: unlike the delay, no other process counts.
  let stretches = [];
  let before = process.threadCpuUsage();
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    stretches.push((user + system) / 1000);
  }, 5).unref();
  const busy = (part) =>
    stretches.sort((a, b) => a - b)[Math.min(stretches.length - 1, Math.floor(stretches.length * part))] ?? 0;
  const opened = ({ socket }) => {
    const created = new Error('a connection').stack;
    socket.once('connect', () => connections.push(`${socket.remoteAddress}:${socket.remotePort}`));
    socket.once('error', (error) => connections.push(`${error.message} ${created}`));
  };
  subscribe('net.client.socket', opened);
  process.on('SIGUSR2', () => {
    const ms = (nanoseconds) => Math.round(nanoseconds / 1e4) / 100;
    // What is measured is the time between two ticks, of which the resolution is not a delay.
    const told = {
      p50: ms(delay.percentile(50)),
      p99: ms(delay.percentile(99)),
      max: ms(delay.max),
      ticks: delay.count,
      busy: { p99: busy(0.99), max: busy(1) },
      connections,
    };
    writeFileSync(`${file}.new`, JSON.stringify(told));
    renameSync(`${file}.new`, file);
    delay.reset();
    stretches = [];
    connections = [];
  });
}
