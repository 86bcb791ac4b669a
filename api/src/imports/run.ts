import type { MappingInput } from '@syncline/shared/control';
import type { Logger } from 'pino';
import type { Batch, BatchOutcome, EventLine, Ingest, UnreadableLine } from '../ingest/port.ts';
import type { FieldChecks } from './csv/checks.ts';
import { detect, type Detected, type ImportFormat } from './detect.ts';
import { eventOfPost } from '../posts/event.ts';
import type { Entry, Item } from './item.ts';
import { patiently } from './patiently.ts';
import type { Progress } from './progress.ts';
import { readDeleteNotices, readEntries } from './readers.ts';
import type { RatesSink } from './port.ts';
import { runRatesImport } from './run-rates.ts';
import { openSource } from './source.ts';
import type { Tracker } from '../posts/tracking.ts';
import { eventIdOf, type XPost } from '../posts/x/post.ts';
import { daysOfId } from '../posts/x/snowflake.ts';

/**
 * Which posts a delete notice removes: `earlier` those that the same file does not hold (a capture of a stream stays the
 * record of what was posted while it ran), `all` every one.
 */
export type Deletes = 'earlier' | 'all';

export interface Run {
  importId: string;
  path: string;
  format: ImportFormat;
  mapping: MappingInput | null;
  deletes: Deletes;
  track: Tracker;
  rates: RatesSink;
  ingest: Pick<Ingest, 'submit' | 'retract' | 'flush'>;
  log: Pick<Logger, 'warn'>;
  signal: AbortSignal;
  progress: Progress;
  /** The campaigns of the catalogue by name and by slug, folded. */
  campaignsByName(): Promise<ReadonlyMap<string, string>>;
  /** Watch what a mapping reads. */
  checks?: FieldChecks | undefined;
  onDetected(detected: Detected): void;
}

const BATCH_LINES = 8_000;

/**
 * Imports one file: reads it as a stream, hands its events to ingest in batches, and removes the posts that delete notices
 * and edits name. Memory stays bounded by the longest line, one batch and the ids of the delete notices. Throws
 * UnusableFileError, what ingest throws once its patience is over, and AbortError when it was cancelled; what was handed
 * over before stays.
 */
export async function runImport(run: Run): Promise<void> {
  const source = await openSource(run.path, run.signal, (count) => (run.progress.bytesRead += count));
  const detected = detect(run.mapping === null ? run.format : 'csv', source.head, source.complete);
  run.onDetected(detected);
  if (detected.format === 'ecb-rates') {
    await runRatesImport(run, source.content, detected.delimiter);
    return;
  }
  const notices = detected.format === 'x-posts' ? await noticesOf(run, detected.document) : new Set<string>();
  const batch = new PendingBatch(run, detected, notices);
  const terms = { campaignsByName: await run.campaignsByName(), checks: run.checks };
  for await (const entry of readEntries(source.content, detected, run.mapping, terms)) {
    run.signal.throwIfAborted();
    batch.add(entry);
    if (batch.isFull()) await batch.send();
  }
  await batch.send();
  run.progress.removed += await removePosts(run, notices);
  await patiently(run, () => run.ingest.flush());
}

/** The posts that the delete notices of a file name, found before it is imported: a notice stands after its post. */
async function noticesOf(run: Run, document: boolean): Promise<Set<string>> {
  const { content } = await openSource(run.path, run.signal, () => undefined);
  const notices = new Set<string>();
  for await (const id of readDeleteNotices(content, document)) notices.add(id);
  return notices;
}

/** Removes posts for good: they are neither counted nor taken in again. Answers how many were stored. */
async function removePosts(run: Run, postIds: ReadonlySet<string>): Promise<number> {
  const ids = [...postIds];
  let removed = 0;
  for (let from = 0; from < ids.length; from += BATCH_LINES) {
    const some = ids.slice(from, from + BATCH_LINES);
    const retractions = some.map((id) => ({ id: eventIdOf(id), days: daysOfId(id) }));
    removed += await patiently(run, () => run.ingest.retract(retractions));
  }
  return removed;
}

class PendingBatch {
  private readonly run: Run;
  private readonly isPosts: boolean;
  private readonly notices: Set<string>;
  private lines: (EventLine | UnreadableLine)[] = [];
  private posts: { line: number; post: XPost }[] = [];
  private superseded = new Set<string>();

  constructor(run: Run, { format }: Detected, notices: Set<string>) {
    this.run = run;
    this.isPosts = format === 'x-posts' || format === 'brand-posts-csv';
    this.notices = notices;
  }

  isFull(): boolean {
    return this.lines.length + this.posts.length >= BATCH_LINES;
  }

  add(entry: Entry): void {
    const [first] = entry.items;
    this.run.progress.rows += first?.kind === 'skip' ? first.count : 1;
    for (const item of entry.items) this.addItem(item);
  }

  private addItem(item: Item): void {
    const { progress } = this.run;
    const { line } = item;
    switch (item.kind) {
      case 'event':
        this.lines.push({ line, value: item.value });
        break;
      case 'refused':
        this.lines.push({ line, reject: { line, ...item.refusal }, payload: null });
        break;
      case 'skip':
        progress.skipped[item.what] = (progress.skipped[item.what] ?? 0) + item.count;
        break;
      case 'delete':
        progress.deleteNotices += 1;
        break;
      case 'post':
        if (this.run.deletes === 'earlier') this.notices.delete(item.post.id);
        for (const earlier of item.post.earlierVersions) this.superseded.add(earlier);
        this.posts.push({ line, post: item.post });
    }
  }

  /** Hands everything over: first the posts and events, then the removal of superseded posts, one of which may be among them. */
  async send(): Promise<void> {
    const { ingest, progress, importId, track } = this.run;
    const { posts, superseded } = this;
    const live = posts.filter(({ post }) => !superseded.has(post.id));
    progress.duplicate += posts.length - live.length;
    const lines = [...this.lines, ...live.map(({ line, post }) => ({ line, value: eventOfPost(post, track) }))];
    this.lines = [];
    this.posts = [];
    this.superseded = new Set();
    if (lines.length > 0) {
      const onConflict = this.isPosts ? 'replace' : 'reject';
      const batch: Batch = { lines, source: 'import', origin: '', importId, onConflict };
      count(progress, await patiently(this.run, () => ingest.submit(batch)));
    }
    progress.replaced += await removePosts(this.run, superseded);
  }
}

function count(progress: Progress, outcome: BatchOutcome): void {
  progress.accepted += outcome.accepted;
  progress.duplicate += outcome.duplicate;
  progress.rejected += outcome.rejected;
  progress.replaced += outcome.replaced;
}
