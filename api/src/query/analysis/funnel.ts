import { DEVICES } from '@syncline/shared/events';
import { FUNNEL_STAGES, type FunnelAnswer, type FunnelRequest } from '@syncline/shared/query';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta, noData } from '../meta.ts';
import { sourceOf } from '../plan.ts';
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
  const { sql, parameters } = compileFunnel(sourceOf(scope, []), request.breakdown === 'device');
  const rows = await context.reader.query(sql, parameters, funnelRowSchema, signal ? { signal } : {});
  const asked = { scope, comparison: null, now, started, confirmationWindow: false };
  const shaped = shapeFunnel(rows);
  return {
    ...shaped,
    meta: { ...answerMeta(context, asked, noData(shaped.stages[0]?.people ?? 0)), method: METHOD },
  };
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
