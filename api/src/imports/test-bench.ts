import type { Import } from '@syncline/shared/control';
import { pino } from 'pino';
import { systemClock } from '../lib/clock.ts';
import { type Imports, openImports, type Received } from './imports.ts';
import { MemoryControl, type MemoryIngest, MemoryRates, MemorySpend, MemoryUndoStore } from './test-doubles.ts';

interface Doubles {
  ingest: MemoryIngest;
  control?: MemoryControl;
  spend?: MemorySpend;
  rates?: MemoryRates;
  undo?: MemoryUndoStore;
}

/** Imports over the doubles given, and fresh ones for the others. */
export function openOn(spoolDir: string, doubles: Doubles): Promise<Imports> {
  const { ingest, control = new MemoryControl(), undo = new MemoryUndoStore(ingest) } = doubles;
  return openImports({
    registry: control.registry,
    catalogue: control.catalogue,
    ingest,
    spend: doubles.spend ?? new MemorySpend(),
    rates: doubles.rates ?? new MemoryRates(),
    undo,
    spoolDir,
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
}

export async function* bytes(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

/** What is sent beside a file where nothing is said of it. */
export function sent(fileName: string): Received {
  return { fileName, format: 'auto', mapping: null, size: null, deletes: 'earlier', dryRun: false };
}

/** Imports a file to its end. */
export async function takeIn(imports: Imports, file: string | Uint8Array, meta: Received): Promise<Import> {
  const { id } = await imports.receive(bytes(file), meta);
  await imports.idle();
  return imports.get(id);
}
