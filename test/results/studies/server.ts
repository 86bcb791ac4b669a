import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@syncline/api/lib/config';
import { openSyncline } from '@syncline/api/syncline';
import type { EventInput } from '@syncline/shared/events';
import { type CitedStudyRun, citedStudyRunSchema, type StudyDraft, studySchema } from '@syncline/shared/studies';
import { type StudyComparison, studyComparisonSchema } from '@syncline/shared/study-comparison';
import { pino } from 'pino';

const PER_REQUEST = 5000;

/** A whole Syncline in this process, spoken to the way a program would. */
export interface StudyServer {
  send(path: string, body?: unknown, method?: string): Promise<Response>;
  /** As `send`, for an answer that is a success. */
  call(path: string, body?: unknown): Promise<unknown>;
  /** Throws unless every event is taken in. */
  ingest(events: readonly EventInput[]): Promise<void>;
  save(draft: StudyDraft): Promise<string>;
  run(id: string): Promise<CitedStudyRun>;
  compare(id: string, from: number, to: number): Promise<StudyComparison>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one on an empty folder; its clock ticks on the first of September 2026. */
export async function startStudyServer(): Promise<StudyServer> {
  let now = Date.parse('2026-09-01T12:00:00Z');
  const folder = await mkdtemp(join(tmpdir(), 'syncline-studies-'));
  const open = () =>
    openSyncline({
      config: readConfig({ SYNCLINE_DATA: folder, SYNCLINE_DEMO: 'off', SYNCLINE_LOG: 'silent' }),
      log: pino({ level: 'silent' }),
      version: 'test',
      webRoot: null,
      clock: { now: () => (now += 1) },
    });
  let syncline = await open();
  const send = async (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') =>
    syncline.app.request(`http://ads.example/api/v1/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await send(path, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    send,
    call,
    ingest: async (events) => {
      for (let start = 0; start < events.length; start += PER_REQUEST) {
        const part = events.slice(start, start + PER_REQUEST);
        const answer = (await call('events', part)) as { accepted: number };
        if (answer.accepted !== part.length) throw new Error(`Not every event is taken in: ${JSON.stringify(answer)}`);
      }
    },
    save: async (draft) => studySchema.parse(await call('studies', draft)).id,
    run: async (id) => citedStudyRunSchema.parse(await call(`studies/${id}/runs`, {})),
    compare: async (id, from, to) =>
      studyComparisonSchema.parse(await call(`studies/${id}/compare?from=${from}&to=${to}`)),
    restart: async () => {
      await syncline.close();
      syncline = await open();
    },
    stop: async () => {
      await syncline.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
