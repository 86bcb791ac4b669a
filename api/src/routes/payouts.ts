import { payoutInputSchema, payoutSchema } from '@syncline/shared/statements';
import { Hono } from 'hono';
import { z } from 'zod';
import type { ServiceContext } from '../services/context.ts';
import { listPayouts } from '../services/payouts/list.ts';
import { recordPayout } from '../services/payouts/record.ts';
import { removePayout } from '../services/payouts/remove.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters, queryString } from './http.ts';

export interface PayoutDeps {
  ctx: ServiceContext;
  /** The calendar day of the workspace. */
  today: () => string;
}

const tag = 'Statements';

/** `/payouts`: what was paid to the parties, or by them; to list, record and, until a statement holds it, remove. */
export function payoutRoutes({ ctx, today }: PayoutDeps) {
  return new Hono()
    .get(
      '/payouts',
      describe({
        summary: 'What was paid to parties, or by them, the latest day first',
        tag,
        answers: { 200: z.object({ items: z.array(payoutSchema) }) },
      }),
      queryString(z.strictObject({ party: z.string().optional() })),
      async (context) => context.json({ items: await listPayouts(ctx, context.req.valid('query')) }, 200),
    )
    .post(
      '/payouts',
      describe({
        summary: 'Record what was paid to a party',
        description:
          'Less than 0 is what the party paid. It is in the statement of its month or, where that is closed, in the next one.',
        tag,
        answers: { 201: payoutSchema },
        errors: ['invalid_body'],
      }),
      noCardNumbers(),
      jsonBody(payoutInputSchema),
      async (context) =>
        context.json(await recordPayout(ctx, { input: context.req.valid('json'), today: today() }), 201),
    )
    .delete(
      '/payouts/:id',
      describe({
        summary: 'Remove a payout that no closed statement holds',
        tag,
        answers: { 204: null },
        errors: ['bad_request', 'not_found', 'conflict'],
      }),
      pathParameters(z.object({ id: z.coerce.number().int() })),
      async (context) => {
        await removePayout(ctx, context.req.valid('param').id);
        return context.body(null, 204);
      },
    );
}
