/** Plays a demo world on a thread of its own, hands a copy of its numbers over, and prepares its events as they are asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { memoryOf } from '../ingest/event-batch.ts';
import { Preparation } from '../ingest/preparation.ts';
import { systemClock } from '../lib/clock.ts';
import { EventWriter, linesOf } from './generate.ts';
import type { Wanted, WorkerPlan, WorkerReply } from './generate-aside.ts';
import { playWorld } from './play.ts';

const { plan, settings } = workerData as WorkerPlan;
const port = parentPort;
if (port) {
  const reply = (message: WorkerReply, memory: readonly ArrayBuffer[] = []) => port.postMessage(message, memory);
  const played = playWorld(plan);
  reply({ type: 'played', played });
  const writer = new EventWriter(plan, played.events, played.refunds);
  const preparation = new Preparation(settings, systemClock);
  port.on('message', ({ number, span }: Wanted) => {
    const count = span.end - span.from;
    const lines = preparation.prepare(linesOf(writer.events(span)), { count, origin: 'demo' });
    reply({ type: 'prepared', number, lines }, memoryOf(lines.events));
  });
}
