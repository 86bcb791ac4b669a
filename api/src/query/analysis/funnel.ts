import { DEVICES } from '@syncline/shared/events';
import { FUNNEL_STAGES, type FunnelAnswer, type FunnelRequest } from '@syncline/shared/query';
import { funnelSums, type MeasureSums } from '../cells/figures.ts';
import { CELL, CELL_STAGES } from '../../stores/clickhouse/cells-table.ts';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta, noData } from '../meta.ts';
import { atOneMoment, NO_CELLS } from '../intervals.ts';
import { readParts, type Source, sourceOf, tierOf } from '../plan.ts';
import { compileFunnel, type FunnelRow, funnelRowSchema } from '../sql/funnel.ts';
import { wilson } from '../stats/wilson.ts';

const METHOD =
  'People with an impression in the period under the filter. A person did a stage when their last event of it in the period under the filter is at or after their first impression. ' +
  'Kept: paid, and in some currency more was paid than refunded over the period. ' +
  'The bar of a stage counts people whose furthest stage is this one or a later one. Proportions with the Wilson 95 % interval. ' +
  'The device is that of the person’s first impression.';

/** From exposure to a purchase that was kept, as people; in all and, when asked for, by the device of the first impression. Errors as `answerQuery`. */
export async function answerFunnel(
  context: QueryContext,
  request: FunnelRequest,
  signal?: AbortSignal,
): Promise<FunnelAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const byDevice = request.breakdown === 'device';
  return atOneMoment(byDevice ? NO_CELLS : context.cells, async (coverage) => {
    const source = sourceOf(scope, [], [], coverage);
    const parts = await readParts(source, (part) => fetchRows(context, part, byDevice, signal));
    const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
    const shaped = shapeFunnel(parts.length === 1 ? (parts[0]?.rows ?? []) : [addedUp(parts)]);
    return {
      ...shaped,
      meta: { ...answerMeta(context, asked, noData(shaped.stages[0]?.people ?? 0)), method: METHOD },
    };
  });
}

function addedUp(parts: readonly { sign: number; rows: readonly FunnelRow[] }[]): FunnelRow {
  const zeros = FUNNEL_STAGES.map(() => 0);
  const sum: FunnelRow = { device: 0, everybody: 1, people: zeros, people_did: zeros };
  for (const { sign, rows } of parts) {
    for (const row of rows) {
      const add = (to: readonly number[], from: readonly number[]) =>
        to.map((n, stage) => n + sign * (from[stage] ?? 0));
      sum.people = add(sum.people, row.people);
      sum.people_did = add(sum.people_did, row.people_did);
    }
  }
  return sum;
}

async function fetchRows(
  context: QueryContext,
  source: Source,
  byDevice: boolean,
  signal: AbortSignal | undefined,
): Promise<FunnelRow[]> {
  if (source.cells) return [rowOfCells(await funnelSums(context, source.cells, signal))];
  const { sql, parameters } = compileFunnel(source, byDevice);
  return context.reader.query(sql, parameters, funnelRowSchema, signal ? { signal } : {});
}

/** Everybody's row out of the people of each stage. Nobody can be beyond the last stage, so those who did it reached it. */
export function rowOfCells(sums: MeasureSums): FunnelRow {
  const exposed = sums.get(CELL.reach + 1) ?? 0;
  const did = CELL_STAGES.map((_, stage) => sums.get(CELL.did + stage) ?? 0);
  const reached = did.map((last, stage) => (stage === did.length - 1 ? last : (sums.get(CELL.reached + stage) ?? 0)));
  return { device: 0, everybody: 1, people: [exposed, ...reached], people_did: [exposed, ...did] };
}

/** Stages over everybody, and by device in the order devices are listed. */
export function shapeFunnel(rows: readonly FunnelRow[]): Omit<FunnelAnswer, 'meta'> {
  return {
    stages: stagesOf(rows.find((row) => row.everybody === 1)),
    breakdown: rows
      .filter((row) => row.everybody === 0)
      .toSorted((a, b) => a.device - b.device)
      .map((row) => ({ device: DEVICES[row.device] ?? 'unknown', stages: stagesOf(row) })),
  };
}

function stagesOf(row: FunnelRow | undefined): FunnelAnswer['stages'] {
  const people = row?.people ?? [];
  const exposed = people[0] ?? 0;
  return FUNNEL_STAGES.map((stage, index) => {
    const here = people[index] ?? 0;
    return {
      stage,
      people: here,
      people_did: row?.people_did[index] ?? 0,
      of_previous: index === 0 ? wilson(0, 0) : wilson(here, people[index - 1] ?? 0),
      of_exposed: wilson(here, exposed),
    };
  });
}
