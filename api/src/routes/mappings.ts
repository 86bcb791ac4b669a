import { mappingInputSchema, mappingSchema } from '@syncline/shared/control';
import { Hono } from 'hono';
import { z } from 'zod';
import type { ServiceContext } from '../services/context.ts';
import { createMapping } from '../services/mappings/create.ts';
import { getMapping } from '../services/mappings/get.ts';
import { listMappings } from '../services/mappings/list.ts';
import { removeMapping } from '../services/mappings/remove.ts';
import { updateMapping } from '../services/mappings/update.ts';
import { describe, jsonBody, pathParameters } from './http.ts';

export interface MappingDeps {
  ctx: ServiceContext;
}

const tag = 'Imports';
const byId = pathParameters(z.object({ id: z.string() }));

/** `/mappings`: saved column mappings, which say how the rows of a table become events. */
export function mappingRoutes({ ctx }: MappingDeps) {
  return new Hono()
    .get(
      '/mappings',
      describe({
        summary: 'All saved column mappings',
        tag,
        answers: { 200: z.object({ items: z.array(mappingSchema) }) },
      }),
      async (context) => context.json({ items: await listMappings(ctx) }),
    )
    .post(
      '/mappings',
      describe({
        summary: 'Save a column mapping',
        tag,
        answers: { 201: mappingSchema },
        errors: ['invalid_body', 'conflict'],
      }),
      jsonBody(mappingInputSchema),
      async (context) => context.json(await createMapping(ctx, context.req.valid('json')), 201),
    )
    .get(
      '/mappings/:id',
      describe({ summary: 'One column mapping', tag, answers: { 200: mappingSchema }, errors: ['not_found'] }),
      byId,
      async (context) => context.json(await getMapping(ctx, context.req.valid('param').id)),
    )
    .put(
      '/mappings/:id',
      describe({
        summary: 'Replace a column mapping',
        tag,
        answers: { 200: mappingSchema },
        errors: ['invalid_body', 'not_found', 'conflict'],
      }),
      byId,
      jsonBody(mappingInputSchema),
      async (context) => {
        const change = { id: context.req.valid('param').id, mapping: context.req.valid('json') };
        return context.json(await updateMapping(ctx, change));
      },
    )
    .delete(
      '/mappings/:id',
      describe({ summary: 'Remove a column mapping', tag, answers: { 204: null }, errors: ['not_found'] }),
      byId,
      async (context) => {
        await removeMapping(ctx, context.req.valid('param').id);
        return context.body(null, 204);
      },
    );
}
