import {
  alertInputSchema,
  alertListSchema,
  alertNewsSchema,
  alertSchema,
  alertTrialSchema,
} from '@syncline/shared/alerts';
import { slugSchema } from '@syncline/shared/fields';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AlertKeeper } from '../alerts/keeper.ts';
import { getAlert } from '../services/alerts/alert.ts';
import { listAlerts } from '../services/alerts/list.ts';
import { countUnseenNews, listAlertNews, markNewsSeen } from '../services/alerts/news.ts';
import { createAlert, setAlertRemoved, updateAlert } from '../services/alerts/save.ts';
import type { ServiceContext } from '../services/context.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters, queryString } from './http.ts';

const tag = 'Alerts';
const byId = pathParameters(z.object({ id: slugSchema }));
const newsQuery = z.object({
  alert: slugSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

interface AlertRoutesDeps {
  ctx: ServiceContext;
  keeper: Pick<AlertKeeper, 'look' | 'test' | 'hasWebhook'>;
  /** Whether an SMTP server is set. */
  hasMailer: boolean;
}

/** `/alerts`: levels that figures are held against, and what fired and cleared. */
export function alertRoutes({ ctx, keeper, hasMailer }: AlertRoutesDeps) {
  return new Hono()
    .get(
      '/alerts',
      describe({ summary: 'All alerts and goals, those that fire first', tag, answers: { 200: alertListSchema } }),
      async (context) => {
        const [items, unread] = await Promise.all([listAlerts(ctx), countUnseenNews(ctx)]);
        return context.json({ items, unread, webhook: keeper.hasWebhook, mail: hasMailer }, 200);
      },
    )
    .get(
      '/alerts/news',
      describe({
        summary: 'What fired and cleared, the last first',
        tag,
        answers: { 200: z.object({ items: z.array(alertNewsSchema) }) },
        errors: ['bad_request'],
      }),
      queryString(newsQuery),
      async (context) => context.json({ items: await listAlertNews(ctx, context.req.valid('query')) }, 200),
    )
    .post(
      '/alerts/news/seen',
      describe({
        summary: 'Take down that news were looked at, up to one of them',
        tag,
        answers: { 204: null },
        errors: ['invalid_body'],
      }),
      jsonBody(z.strictObject({ through: z.int().min(0) })),
      async (context) => {
        await markNewsSeen(ctx, context.req.valid('json').through);
        return context.body(null, 204);
      },
    )
    .post(
      '/alerts',
      describe({
        summary: 'Watch a metric',
        description: 'It is judged at once, over the last period that is over, and from then on every two minutes.',
        tag,
        answers: { 201: alertSchema },
        errors: ['invalid_body'],
      }),
      noCardNumbers(),
      jsonBody(alertInputSchema),
      async (context) => {
        const { id } = await createAlert(ctx, context.req.valid('json'));
        await keeper.look(id);
        return context.json(await getAlert(ctx, id), 201);
      },
    )
    .put(
      '/alerts/:id',
      describe({
        summary: 'Replace the terms of an alert; it begins anew',
        tag,
        answers: { 200: alertSchema },
        errors: ['invalid_body', 'not_found'],
      }),
      byId,
      noCardNumbers(),
      jsonBody(alertInputSchema),
      async (context) => {
        const { id } = context.req.valid('param');
        await updateAlert(ctx, { id, alert: context.req.valid('json') });
        await keeper.look(id);
        return context.json(await getAlert(ctx, id), 200);
      },
    )
    .delete(
      '/alerts/:id',
      describe({ summary: 'Remove an alert; its news stay', tag, answers: { 204: null }, errors: ['not_found'] }),
      byId,
      async (context) => {
        await setAlertRemoved(ctx, { id: context.req.valid('param').id, removed: true });
        return context.body(null, 204);
      },
    )
    .post(
      '/alerts/:id/restore',
      describe({ summary: 'Bring back a removed alert', tag, answers: { 200: alertSchema }, errors: ['not_found'] }),
      byId,
      async (context) => {
        const { id } = context.req.valid('param');
        await setAlertRemoved(ctx, { id, removed: false });
        return context.json(await getAlert(ctx, id), 200);
      },
    )
    .post(
      '/alerts/:id/test',
      describe({
        summary: 'What an alert would be judged by now, and whether its webhook is taken',
        tag,
        answers: { 200: alertTrialSchema },
        errors: ['not_found'],
      }),
      byId,
      async (context) => context.json(await keeper.test(context.req.valid('param').id), 200),
    );
}
