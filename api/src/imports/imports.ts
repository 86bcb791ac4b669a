import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Import, MappingInput } from '@syncline/shared/control';
import type { ImportUndo } from '@syncline/shared/imports';
import type { Logger } from 'pino';
import type { Ingest } from '../ingest/port.ts';
import type { Clock } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import type { ImportFormat } from './detect.ts';
import type { ImportCatalogue, ImportRegistry, NewImport, RatesSink, SpendSink, UndoStore } from './port.ts';
import { noProgress } from './progress.ts';
import { type Deletes, runImport } from './run.ts';
import { runSpendImport } from './run-spend.ts';
import { DryRun } from './dry-run.ts';
import { dryRecord } from './dry-record.ts';
import { Cancelled, endOf, Interrupted, isFinal, type Live, progressOf, snapshot } from './live.ts';
import { Undo } from './undo.ts';
import { compileRules } from '../posts/tracking.ts';

export interface ImportsDeps {
  ingest: Pick<Ingest, 'submit' | 'retract' | 'flush' | 'takeBack' | 'rehearse'>;
  registry: ImportRegistry;
  catalogue: ImportCatalogue;
  spend: SpendSink;
  rates: RatesSink;
  undo: UndoStore;
  /** Folder of files that wait to be read; emptied when imports are opened. */
  spoolDir: string;
  clock: Clock;
  log: Logger;
}

/** What is sent beside a file. */
export interface Received {
  fileName: string;
  format: ImportFormat;
  /** A saved mapping by id or name, one sent along, or none. */
  mapping: string | MappingInput | null;
  /** Bytes announced; null where unknown. */
  size: number | null;
  /** Which posts delete notices remove. */
  deletes: Deletes;
  /** Says what the file would do, and keeps nothing. */
  dryRun: boolean;
}

export interface Imports {
  /**
   * Takes a file in and answers once it is kept on disk; it is then read in its turn, one file at a time.
   * Throws ApiError where the mapping does not exist or the format needs one.
   */
  receive(body: AsyncIterable<Uint8Array>, meta: Received): Promise<Import>;
  /** Throws an ApiError `not_found`, as all that name an import by its id. */
  get(id: string): Promise<Import>;
  /** The newest first. */
  list(limit: number): Promise<Import[]>;
  /** Ends an import; what was stored stays. Answers its last state. */
  cancel(id: string): Promise<Import>;
  /** What taking an import back would do. */
  undoPlan(id: string): Promise<ImportUndo>;
  /** Takes back what an import added; answers its last state, also where that was done before. Throws an ApiError `conflict`. */
  undo(id: string): Promise<Import>;
  /** The states of an import as they change, ending with the final one. */
  watch(id: string, signal?: AbortSignal): AsyncIterable<Import>;
  /** Resolves when no import is waiting or running. */
  idle(): Promise<void>;
  /** Stops what is running; it is told as failed and can be sent again. */
  close(): Promise<void>;
}

/** How often a running import is kept in the registry, and told to those who watch. */
const KEEP_EVERY_MS = 1_000;
const TELL_EVERY_MS = 200;
const DRY_RUNS_KEPT = 20;

/** Opens the imports of a data folder: what an earlier process left unfinished is told as failed, and its files are removed. */
export async function openImports(deps: ImportsDeps): Promise<Imports> {
  await mkdir(deps.spoolDir, { recursive: true });
  for (const name of await readdir(deps.spoolDir))
    await rm(join(deps.spoolDir, name), { recursive: true, force: true });
  await deps.registry.failInterrupted();
  const undo = new Undo({ ...deps, store: deps.undo });
  void undo.resume();
  return new LocalImports(deps, undo);
}

class LocalImports implements Imports {
  private readonly deps: ImportsDeps;
  private readonly undoing: Undo;
  private readonly live = new Map<string, Live>();
  /** Dry runs that are over, the oldest first. */
  private readonly rehearsed = new Map<string, Import>();
  private queue: Promise<void> = Promise.resolve();
  private closing = false;

  constructor(deps: ImportsDeps, undoing: Undo) {
    this.deps = deps;
    this.undoing = undoing;
  }

  async receive(body: AsyncIterable<Uint8Array>, meta: Received): Promise<Import> {
    if (this.closing) throw new ApiError('unavailable', 'The server is stopping.', { retryAfterSeconds: 5 });
    const mapping = await this.mappingOf(meta);
    const entry: NewImport = {
      file_name: meta.fileName,
      format: mapping === null ? meta.format : 'csv',
      mapping: mapping?.name ?? null,
      target: mapping?.spend ? 'spend' : 'events',
      bytes_total: meta.size,
    };
    const record = meta.dryRun ? dryRecord(entry, this.now()) : await this.deps.registry.create(entry);
    const { id } = record;
    const live: Live = {
      record,
      progress: noProgress(),
      readingSince: null,
      controller: new AbortController(),
      path: join(this.deps.spoolDir, id),
      mapping,
      deletes: meta.deletes,
      dryRun: meta.dryRun ? this.dryRun() : null,
    };
    this.live.set(id, live);
    try {
      await this.spool(body, live);
    } catch (error) {
      await this.finish(live, error);
      if (!live.controller.signal.aborted) throw error;
      return live.record;
    }
    this.queue = this.queue.then(() => this.process(live));
    return live.record;
  }

  async get(id: string): Promise<Import> {
    const live = this.live.get(id);
    if (live) return snapshot(live, this.now());
    return this.rehearsed.get(id) ?? this.deps.registry.get(id);
  }

  async list(limit: number): Promise<Import[]> {
    const kept = await this.deps.registry.list(limit);
    return kept.map((record) => {
      const live = this.live.get(record.id);
      return live ? snapshot(live, this.now()) : record;
    });
  }

  async cancel(id: string): Promise<Import> {
    const live = this.live.get(id);
    live?.controller.abort(new Cancelled());
    if (live) for await (const record of this.watch(id)) if (isFinal(record)) return record;
    return this.get(id);
  }

  async undoPlan(id: string): Promise<ImportUndo> {
    return this.undoing.plan(await this.get(id));
  }

  async undo(id: string): Promise<Import> {
    return this.undoing.run(await this.get(id));
  }

  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<Import> {
    let told = '';
    for (;;) {
      if (signal?.aborted) return;
      const record = await this.get(id);
      const text = JSON.stringify(record);
      if (text !== told) yield record;
      told = text;
      if (isFinal(record)) return;
      await pause(TELL_EVERY_MS, signal);
    }
  }

  async idle(): Promise<void> {
    await this.queue;
  }

  async close(): Promise<void> {
    this.closing = true;
    for (const live of this.live.values()) live.controller.abort(new Interrupted());
    await this.queue;
    await this.undoing.idle();
  }

  private async mappingOf({ format, mapping }: Received): Promise<MappingInput | null> {
    if (mapping === null) {
      if (format === 'csv') {
        throw new ApiError('bad_request', 'The format csv needs a column mapping.', {
          path: 'mapping',
          hint: 'Name a saved mapping with ?mapping=, or send one with ?mapping_json=.',
        });
      }
      return null;
    }
    if (typeof mapping !== 'string') return mapping;
    const saved = await this.deps.catalogue.mapping(mapping);
    if (saved) {
      const { id: _, created_at: __, ...input } = saved;
      return input;
    }
    throw new ApiError('not_found', `There is no saved mapping "${mapping}".`, { path: 'mapping' });
  }

  /** Keeps the body on disk as it is sent; a body that breaks off is an error. */
  private async spool(body: AsyncIterable<Uint8Array>, live: Live): Promise<void> {
    const { record } = live;
    async function* counted() {
      for await (const chunk of body) {
        record.bytes_read += chunk.length;
        yield chunk;
      }
    }
    const file = await open(live.path, 'wx', 0o600);
    await pipeline(counted(), file.createWriteStream(), { signal: live.controller.signal });
    record.bytes_total = record.bytes_read;
    record.bytes_read = 0;
  }

  private async process(live: Live): Promise<void> {
    const { registry, catalogue, spend, rates, ingest, log } = this.deps;
    const { dryRun } = live;
    const keeping = setInterval(() => {
      if (dryRun) return;
      registry
        .update(live.record.id, progressOf(snapshot(live, this.now())))
        .catch((error: unknown) => log.warn({ error }, 'import progress was not kept'));
    }, KEEP_EVERY_MS);
    try {
      live.controller.signal.throwIfAborted();
      live.record.state = 'running';
      live.readingSince = this.now();
      const run = {
        importId: live.record.id,
        path: live.path,
        ingest: dryRun?.ingest ?? ingest,
        checks: dryRun?.checks,
        log,
        signal: live.controller.signal,
        progress: live.progress,
      };
      if (live.mapping?.spend) await runSpendImport({ ...run, mapping: live.mapping, spend: dryRun?.spend ?? spend });
      else {
        await runImport({
          ...run,
          format: live.record.format,
          mapping: live.mapping,
          deletes: live.deletes,
          track: compileRules(await catalogue.trackingRules()),
          rates: dryRun?.rates ?? rates,
          campaignsByName: () => spend.campaignsByName(),
          onDetected: ({ format }) => {
            live.record.format = format;
            if (format === 'ecb-rates') live.record.target = 'rates';
          },
        });
      }
      await this.finish(live, null);
    } catch (error) {
      await this.finish(live, error);
    } finally {
      clearInterval(keeping);
    }
  }

  /** Tells how an import ended, and removes its file. Never throws: the queue goes on. */
  private async finish(live: Live, error: unknown): Promise<void> {
    const { log, registry } = this.deps;
    const last = snapshot(live, this.now());
    const end = endOf(live, error, this.deps.log);
    const effect = live.dryRun && end.state === 'done' ? live.dryRun.effect() : null;
    live.record = { ...last, ...end, effect, seconds_left: null, finished_at: new Date(this.now()).toISOString() };
    try {
      await rm(live.path, { force: true });
      if (live.dryRun) {
        this.keepDryRun(live.record);
        return;
      }
      await registry.finish({
        id: last.id,
        state: end.state,
        ...(end.error === null ? {} : { error: end.error }),
        progress: progressOf(last),
      });
      this.live.delete(last.id);
    } catch (failure) {
      log.error({ error: failure, import: live.record.id }, 'the end of an import was not kept');
    }
  }

  private dryRun(): DryRun {
    const { ingest, spend, rates } = this.deps;
    return new DryRun({ rehearsed: ingest.rehearse(), spend, rates, now: this.now() });
  }

  /** What a dry run found is kept in memory, for as long as few came after it. */
  private keepDryRun(record: Import): void {
    this.rehearsed.set(record.id, record);
    this.live.delete(record.id);
    for (const id of this.rehearsed.keys()) if (this.rehearsed.size > DRY_RUNS_KEPT) this.rehearsed.delete(id);
  }

  private now(): number {
    return this.deps.clock.now();
  }
}

/** Waits, less long when the signal fires. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
