/** Plays a demo world on a thread of its own and hands its numbers over without copying them. */
import { parentPort, workerData } from 'node:worker_threads';
import { type DemoPlan, playWorld } from './play.ts';

const world = playWorld(workerData as DemoPlan);
const columns: (Float64Array | Uint32Array)[] = Object.values(world.events);
parentPort?.postMessage(
  world,
  columns.map(({ buffer }) => buffer as ArrayBuffer),
);
