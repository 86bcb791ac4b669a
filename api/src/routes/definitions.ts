import { DIMENSION_KEYS, DIMENSIONS, FILTER_OPERATORS, METRIC_KEYS, METRICS } from '@syncline/shared/metrics';
import { Hono } from 'hono';
import { z } from 'zod';
import { describe } from './http.ts';

const definitionsSchema = z.object({
  metrics: z.array(
    z.object({
      key: z.enum(METRIC_KEYS),
      label: z.string(),
      unit: z.enum(['count', 'people', 'ratio', 'proportion', 'money']),
      formula: z.string(),
      deduplication: z.string(),
      additive: z.boolean(),
      source: z.string(),
      better: z.enum(['up', 'down', 'neither']),
    }),
  ),
  dimensions: z.array(
    z.object({ key: z.enum(DIMENSION_KEYS), label: z.string(), values: z.string(), filterable: z.boolean() }),
  ),
  operators: z.array(z.enum(FILTER_OPERATORS)),
});

/** `GET /metrics`: what every metric and dimension means, and which operators filters know. */
export function definitionsRoutes() {
  const definitions: z.infer<typeof definitionsSchema> = {
    metrics: METRIC_KEYS.map((key) => ({ key, ...METRICS[key] })),
    dimensions: DIMENSION_KEYS.map((key) => ({ key, ...DIMENSIONS[key] })),
    operators: [...FILTER_OPERATORS],
  };
  return new Hono().get(
    '/metrics',
    describe({
      summary: 'Definitions of metrics and dimensions',
      tag: 'Questions',
      answers: { 200: definitionsSchema },
    }),
    (context) => context.json(definitions),
  );
}
