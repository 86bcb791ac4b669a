import { termsFaults } from '@syncline/shared/agreements';
import { type ScenarioInput, scenarioInputSchema, scenarioSchema } from '@syncline/shared/scenarios';
import { Hono } from 'hono';
import { z } from 'zod';
import { ApiError } from '../lib/errors.ts';
import type { ServiceContext } from '../services/context.ts';
import { createScenario } from '../services/scenarios/create.ts';
import { getScenario } from '../services/scenarios/get.ts';
import { listScenarios } from '../services/scenarios/list.ts';
import { removeScenario } from '../services/scenarios/remove.ts';
import { updateScenario } from '../services/scenarios/update.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters } from './http.ts';

const tag = 'Scenarios';
const byId = pathParameters(z.object({ id: z.string().max(64) }));

/** `/scenarios`: supposed terms of agreements under names. No agreement changes by any of it. */
export function scenarioRoutes({ ctx }: { ctx: ServiceContext }) {
  return new Hono()
    .get(
      '/scenarios',
      describe({
        summary: 'All saved scenarios, the last changed first',
        tag,
        answers: { 200: z.object({ items: z.array(scenarioSchema) }) },
      }),
      async (context) => context.json({ items: await listScenarios(ctx) }, 200),
    )
    .post(
      '/scenarios',
      describe({
        summary: 'Save supposed terms under a name',
        description: 'They are kept as written, also when an agreement they are supposed for ends.',
        tag,
        answers: { 201: scenarioSchema },
        errors: ['invalid_body'],
      }),
      noCardNumbers(),
      jsonBody(scenarioInputSchema),
      async (context) => context.json(await createScenario(ctx, sound(context.req.valid('json'))), 201),
    )
    .get(
      '/scenarios/:id',
      describe({ summary: 'One saved scenario', tag, answers: { 200: scenarioSchema }, errors: ['not_found'] }),
      byId,
      async (context) => context.json(await getScenario(ctx, context.req.valid('param').id), 200),
    )
    .put(
      '/scenarios/:id',
      describe({
        summary: 'Replace a saved scenario; its id stays',
        tag,
        answers: { 200: scenarioSchema },
        errors: ['invalid_body', 'not_found'],
      }),
      byId,
      noCardNumbers(),
      jsonBody(scenarioInputSchema),
      async (context) => {
        const change = { id: context.req.valid('param').id, scenario: sound(context.req.valid('json')) };
        return context.json(await updateScenario(ctx, change), 200);
      },
    )
    .delete(
      '/scenarios/:id',
      describe({ summary: 'Remove a saved scenario', tag, answers: { 204: null }, errors: ['not_found'] }),
      byId,
      async (context) => {
        await removeScenario(ctx, context.req.valid('param').id);
        return context.body(null, 204);
      },
    );
}

/** Throws `invalid_body` for terms that cannot stand. */
function sound(scenario: ScenarioInput): ScenarioInput {
  scenario.what_if.forEach(({ terms }, index) => {
    const [fault] = termsFaults(terms);
    if (!fault) return;
    const path = `what_if[${index}].${fault.path}`;
    throw new ApiError('invalid_body', `${path}: ${fault.message}`, { path });
  });
  return scenario;
}
