import type { Env, MiddlewareHandler } from 'hono';
import { validator } from 'hono-openapi';
import type { ZodType, z } from 'zod';
import { type Issue, refusal } from '../query/refuse.ts';

type Parsed<Schema extends ZodType> = MiddlewareHandler<
  Env,
  string,
  { in: { json: z.input<Schema> }; out: { json: z.output<Schema> } }
>;

interface Outcome {
  success: boolean;
  data?: unknown;
  error?: readonly Issue[];
}

/** Parses the body of a question; one that does not fit is refused with the code, path and list of what is allowed. */
export function questionBody<Schema extends ZodType>(schema: Schema): Parsed<Schema> {
  return validator('json', schema, (result: Outcome) => {
    if (!result.success) throw refusal(result.data, result.error ?? []);
  }) as Parsed<Schema>;
}

/** What a question can be refused with. */
export const QUESTION_ERRORS = [
  'unknown_metric',
  'unknown_dimension',
  'unknown_operator',
  'forbidden_combination',
  'invalid_period',
  'invalid_query',
  'query_too_heavy',
  'too_many_requests',
  'unavailable',
] as const;
