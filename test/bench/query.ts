import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureWorld } from './world/build.ts';

const HELP = `pnpm bench query [--events 10000000] [--seed 2013] [--data DIR]

Makes a world of so many events that ends today and keeps it in DIR (default: a folder of the system's temporary folder).`;

/** Builds the world of the query bench, or finds it kept. */
export async function benchQuery(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      events: { type: 'string', default: '10000000' },
      seed: { type: 'string', default: '2013' },
      data: { type: 'string', default: join(tmpdir(), 'syncline-bench') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [events, seed] = [Number(values.events), Number(values.seed)];
  if (!Number.isSafeInteger(events) || events <= 0) throw new Error(`--events must be a whole number.\n${HELP}`);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed must be a whole number.\n${HELP}`);
  const lastDay = new Date().toISOString().slice(0, 10);
  const world = await ensureWorld({ events, seed, lastDay }, join(values.data, `${events}-${seed}`));
  console.log(`${world.rows} events, built in ${world.insertSeconds} s and merged in ${world.mergeSeconds} s`);
}
