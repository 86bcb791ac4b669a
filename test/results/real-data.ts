import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Import, importSchema, type MappingInput } from '@syncline/shared/control';
import { type LiftAnswer, type LiftRequestInput, liftAnswerSchema } from '@syncline/shared/lift';
import {
  type FrequencyAnswer,
  type FrequencyRequestInput,
  frequencyAnswerSchema,
  type QueryAnswer,
  queryAnswerSchema,
  type QueryInput,
} from '@syncline/shared/query';
import { expect } from 'vitest';

const folder = process.env.SYNCLINE_REAL_DATA;

/** Whether a real data set is there; tests that need one are reported as skipped elsewhere. */
export function hasRealData(set: string): boolean {
  return folder !== undefined && existsSync(join(folder, set));
}

export function realPath(name: string): string {
  if (folder === undefined) throw new Error('SYNCLINE_REAL_DATA does not name the folder of the real data sets');
  return join(folder, name);
}

function readReal(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(realPath(name)));
}

export function readText(name: string): string {
  return readFileSync(realPath(name), 'utf8');
}

interface ImportOptions {
  /** For this import alone. */
  mapping?: MappingInput;
  /** The id or name of a saved one. */
  saved?: string;
  deletes?: 'earlier' | 'all';
}

/** Imports a file through the HTTP API, after a dry run that must say the same, and waits for its end. */
export async function importFile(url: string, name: string, options: ImportOptions = {}): Promise<Import> {
  return importBody(url, name.split('/').at(-1) ?? name, readReal(name), options);
}

export async function importBody(
  url: string,
  name: string,
  body: Uint8Array<ArrayBuffer> | string,
  options: ImportOptions = {},
): Promise<Import> {
  const supposed = await sendImport(url, name, body, { ...options, dryRun: true });
  const record = await sendImport(url, name, body, options);
  // Whatever is imported in any test, a dry run said beforehand what it comes to.
  expect(outcomeOf(supposed)).toEqual(outcomeOf(record));
  return record;
}

/** What an import came to, or would come to. */
function outcomeOf(record: Import) {
  const { format, target, state, error, rows, accepted, duplicate, rejected } = record;
  const { replaced, delete_notices, removed, skipped, rounded } = record;
  const counts = { rows, accepted, duplicate, rejected, replaced, delete_notices, removed, skipped, rounded };
  return { format, target, state, error, ...counts };
}

/** Sends a file as an import, or as a dry run of one, and waits for its end. */
export async function sendImport(
  url: string,
  name: string,
  body: Uint8Array<ArrayBuffer> | string,
  { mapping, saved, deletes, dryRun }: ImportOptions & { dryRun?: boolean } = {},
): Promise<Import> {
  const query = new URLSearchParams({ name });
  if (dryRun) query.set('dry_run', 'true');
  if (mapping) query.set('mapping_json', JSON.stringify(mapping));
  if (saved) query.set('mapping', saved);
  if (deletes) query.set('deletes', deletes);
  const answer = await fetch(`${url}/api/v1/imports?${query.toString()}`, { method: 'POST', body });
  if (answer.status !== 202) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  let record = importSchema.parse(await answer.json());
  while (record.state === 'receiving' || record.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 30));
    record = importSchema.parse(await (await fetch(`${url}/api/v1/imports/${record.id}`)).json());
  }
  return record;
}

/** The reasons of what an import refused, as `code path`, in order of line. */
export async function refusals(url: string, id: string): Promise<string[]> {
  const text = await (await fetch(`${url}/api/v1/imports/${id}/rejected`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { code: string; path: string })
    .map(({ code, path }) => `${code} ${path}`.trim());
}

export async function ask(url: string, query: QueryInput): Promise<QueryAnswer> {
  return queryAnswerSchema.parse(await post(url, 'query', query));
}

export async function askFrequency(url: string, request: FrequencyRequestInput): Promise<FrequencyAnswer> {
  return frequencyAnswerSchema.parse(await post(url, 'analysis/frequency', request));
}

export async function askLift(url: string, request: LiftRequestInput): Promise<LiftAnswer> {
  return liftAnswerSchema.parse(await post(url, 'analysis/lift', request));
}

/** Any analysis, as the API answers it. */
export async function askAnalysis(url: string, name: string, request: object): Promise<unknown> {
  return post(url, `analysis/${name}`, request);
}

/** Saves a column mapping, as `POST /mappings` answers it. */
export async function saveMapping(url: string, mapping: MappingInput): Promise<unknown> {
  return post(url, 'mappings', mapping);
}

/** One metric by the values of one dimension. */
export async function byDimension(
  url: string,
  query: Omit<QueryInput, 'dimensions' | 'metrics'>,
  dimension: NonNullable<QueryInput['dimensions']>[number],
  metric: QueryInput['metrics'][number],
): Promise<Record<string, number>> {
  const { rows } = await ask(url, { limit: 10_000, ...query, dimensions: [dimension], metrics: [metric] });
  return Object.fromEntries(rows.map((row) => [String(row.dimensions[dimension]), row.metrics[metric] ?? Number.NaN]));
}

/** Makes a campaign and the tracking rule by which posts with a hashtag belong to it. */
export async function trackHashtag(url: string, hashtag: string, campaign: string): Promise<void> {
  await post(url, 'campaigns', { slug: campaign, name: campaign });
  await post(url, 'tracking-rules', { match: 'hashtag', value: hashtag, campaign });
}

async function post(url: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
