import { slugSchema } from '@syncline/shared/fields';
import { viewInputSchema, viewSchema } from '@syncline/shared/views';
import { Hono } from 'hono';
import { z } from 'zod';
import type { ServiceContext } from '../services/context.ts';
import { createView } from '../services/views/create.ts';
import { getView } from '../services/views/get.ts';
import { listViews } from '../services/views/list.ts';
import { putView } from '../services/views/put.ts';
import { removeView } from '../services/views/remove.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters } from './http.ts';

const tag = 'Views';
const byId = pathParameters(z.object({ id: slugSchema }));

/** `/views`: addresses of pages under names. The app opens one at `/views/<id>`. */
export function viewRoutes({ ctx }: { ctx: ServiceContext }) {
  return new Hono()
    .get(
      '/views',
      describe({
        summary: 'All saved views, by page and name',
        tag,
        answers: { 200: z.object({ items: z.array(viewSchema) }) },
      }),
      async (context) => context.json({ items: await listViews(ctx) }, 200),
    )
    .post(
      '/views',
      describe({
        summary: 'Save the address of a page under a name',
        description: 'With `period` its days move on with time; otherwise they are those of the search, or the latest.',
        tag,
        answers: { 201: viewSchema },
        errors: ['invalid_body'],
      }),
      noCardNumbers(),
      jsonBody(viewInputSchema),
      async (context) => context.json(await createView(ctx, context.req.valid('json')), 201),
    )
    .get(
      '/views/:id',
      describe({ summary: 'One saved view', tag, answers: { 200: viewSchema }, errors: ['not_found'] }),
      byId,
      async (context) => context.json(await getView(ctx, context.req.valid('param').id), 200),
    )
    .put(
      '/views/:id',
      describe({
        summary: 'Put a view under an id',
        description: 'It takes the place of the one that is there; one that was removed comes back under its id.',
        tag,
        answers: { 200: viewSchema },
        errors: ['invalid_body'],
      }),
      byId,
      noCardNumbers(),
      jsonBody(viewInputSchema),
      async (context) => {
        const change = { id: context.req.valid('param').id, view: context.req.valid('json') };
        return context.json(await putView(ctx, change), 200);
      },
    )
    .delete(
      '/views/:id',
      describe({ summary: 'Remove a saved view', tag, answers: { 204: null }, errors: ['not_found'] }),
      byId,
      async (context) => {
        await removeView(ctx, context.req.valid('param').id);
        return context.body(null, 204);
      },
    );
}
