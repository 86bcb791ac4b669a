import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Import } from '@syncline/shared/control';
import type { ImportCommand } from './arguments.ts';
import { Client, ServerError } from './client.ts';
import { dryRunSummary, progressLine, sendingLine, summary } from './report.ts';

/** Where the command writes, and whether a person looks on. */
export interface Terminal {
  out(text: string): void;
  /** Shows how far it is: in place on a terminal, else as a line now and then. */
  progress(text: string): void;
  stdin: AsyncIterable<Uint8Array>;
  /** Fires when the person interrupts. */
  signal: AbortSignal;
}

const ASK_EVERY_MS = 250;

/** Imports the files one after the other. Answers the exit code: 0 all taken in, 1 lines were refused or a file failed. */
export async function importFiles(command: ImportCommand, terminal: Terminal): Promise<number> {
  const client = new Client(command.url);
  let code = 0;
  for (const file of command.files) {
    const clean = await importFile(client, file, command, terminal);
    if (!clean) code = 1;
    if (terminal.signal.aborted) return 130;
  }
  return code;
}

async function importFile(client: Client, file: string, command: ImportCommand, terminal: Terminal): Promise<boolean> {
  const progress = command.quiet ? () => undefined : (text: string) => terminal.progress(text);
  let record: Import;
  try {
    const query = await queryOf(file, command);
    record = await client.send(await contentOf(file, terminal, progress), query);
    record = await follow(client, record, terminal, progress);
  } catch (error) {
    const isFile = error instanceof Error && 'code' in error && 'path' in error;
    if (!(error instanceof ServerError) && !isFile) throw error;
    terminal.out(`${file}: ${error.message}`);
    return false;
  }
  if (record.dry_run) {
    terminal.out(dryRunSummary(record));
    return record.state === 'done' && record.rejected === 0;
  }
  const refused = record.rejected === 0 ? [] : await client.refused(record.id);
  terminal.out(summary(record, refused));
  if (refused.length > 0) terminal.out(`  all of them: ${command.url}/api/v1/imports/${record.id}/rejected?format=csv`);
  return record.state === 'done' && record.rejected === 0;
}

async function queryOf(
  file: string,
  { format, mapping, name, deletes, dryRun }: ImportCommand,
): Promise<Record<string, string>> {
  const inline = mapping?.endsWith('.json') ? await readFile(mapping, 'utf8') : undefined;
  return {
    name: name ?? (file === '-' ? 'standard input' : basename(file)),
    format,
    deletes,
    ...(dryRun ? { dry_run: 'true' } : {}),
    ...(inline !== undefined ? { mapping_json: inline } : mapping === undefined ? {} : { mapping }),
  };
}

async function contentOf(
  file: string,
  terminal: Terminal,
  progress: (text: string) => void,
): Promise<AsyncIterable<Uint8Array>> {
  const total = file === '-' ? null : (await stat(file)).size;
  const source = file === '-' ? terminal.stdin : createReadStream(file, { highWaterMark: 256 * 1024 });
  return (async function* () {
    let sent = 0;
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      sent += chunk.length;
      progress(sendingLine(sent, total));
      yield chunk;
    }
  })();
}

async function follow(client: Client, first: Import, { signal }: Terminal, progress: (text: string) => void) {
  let record = first;
  while (record.state === 'receiving' || record.state === 'running') {
    if (signal.aborted) return client.cancel(record.id);
    await sleep(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    record = await client.get(record.id);
    progress(progressLine(record));
  }
  return record;
}
