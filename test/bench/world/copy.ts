import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { peopleBlock } from '@syncline/api/ingest/people';
import { createPseudonyms } from '@syncline/api/ingest/pseudonym';
import { loadSecret } from '@syncline/api/lib/config';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import { pino } from 'pino';
import type { BuiltWorld } from './build.ts';
import { peopleOf } from './market.ts';

/** A data folder that may be written to, with the same rows as a world. */
export interface WorldCopy {
  dataDir: string;
  remove(): Promise<void>;
}

/** The name by which events can tell of a person of a copy. */
export const knownPerson = (number: number) => `person-${number}`;

/**
 * A copy of a world beside it, in which `known` people, evenly spread over the more and the less active, go by names:
 * a world has people's numbers only, and events that come in are to meet people with a history.
 */
export async function copyWorld(world: BuiltWorld, known: number): Promise<WorldCopy> {
  const folder = await mkdtemp(join(world.folder, 'copy-'));
  const dataDir = join(folder, 'syncline');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await cp(world.dataDir, dataDir, { recursive: true });
    const names = createPseudonyms(loadSecret(dataDir, undefined)).user;
    const people = peopleOf(world);
    const keys = new Uint32Array(known * 2);
    const numbered: number[] = [];
    for (let number = 0; number < known; number += 1) {
      names.write(knownPerson(number), keys, number);
      numbered.push(keys[number * 2] ?? 0, keys[number * 2 + 1] ?? 0, 1 + Math.floor((number * people) / known));
    }
    const store = await openLocalEngine({ dataDir, log: pino({ level: 'warn' }) });
    try {
      await store.writer.insertBlocks('people', [peopleBlock(numbered)]);
    } finally {
      await store.close();
    }
    return { dataDir, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
