import { annotationInputSchema, annotationSchema } from '@syncline/shared/annotations';
import { slugSchema } from '@syncline/shared/fields';
import { Hono } from 'hono';
import { z } from 'zod';
import { createAnnotation } from '../services/annotations/create.ts';
import { listAnnotations } from '../services/annotations/list.ts';
import { putAnnotation } from '../services/annotations/put.ts';
import { removeAnnotation } from '../services/annotations/remove.ts';
import type { ServiceContext } from '../services/context.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters } from './http.ts';

const tag = 'Annotations';
const byId = pathParameters(z.object({ id: slugSchema }));

/** `/annotations`: notes over days, which the app draws on charts over time. */
export function annotationRoutes({ ctx }: { ctx: ServiceContext }) {
  return new Hono()
    .get(
      '/annotations',
      describe({
        summary: 'All notes, by their days',
        tag,
        answers: { 200: z.object({ items: z.array(annotationSchema) }) },
      }),
      async (context) => context.json({ items: await listAnnotations(ctx) }, 200),
    )
    .post(
      '/annotations',
      describe({
        summary: 'Note something over a day or several',
        description: 'About a brand, a campaign, or, with neither, everything.',
        tag,
        answers: { 201: annotationSchema },
        errors: ['invalid_body'],
      }),
      noCardNumbers(),
      jsonBody(annotationInputSchema),
      async (context) => context.json(await createAnnotation(ctx, context.req.valid('json')), 201),
    )
    .put(
      '/annotations/:id',
      describe({
        summary: 'Put a note under an id',
        description: 'It takes the place of the one that is there; one that was removed comes back under its id.',
        tag,
        answers: { 200: annotationSchema },
        errors: ['invalid_body'],
      }),
      byId,
      noCardNumbers(),
      jsonBody(annotationInputSchema),
      async (context) => {
        const change = { id: context.req.valid('param').id, annotation: context.req.valid('json') };
        return context.json(await putAnnotation(ctx, change), 200);
      },
    )
    .delete(
      '/annotations/:id',
      describe({ summary: 'Remove a note', tag, answers: { 204: null }, errors: ['not_found'] }),
      byId,
      async (context) => {
        await removeAnnotation(ctx, context.req.valid('param').id);
        return context.body(null, 204);
      },
    );
}
