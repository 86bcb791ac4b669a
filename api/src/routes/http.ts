import { ERROR_STATUS, errorEnvelopeSchema } from '@syncline/shared/errors';
import type { Env, MiddlewareHandler } from 'hono';
import { type DescribeRouteOptions, describeRoute, resolver, validator } from 'hono-openapi';
import type { ZodType, z } from 'zod';
import { ApiError } from '../lib/errors.ts';

type Parsed<Target extends string, Schema extends ZodType> = MiddlewareHandler<
  Env,
  string,
  { in: Record<Target, z.input<Schema>>; out: Record<Target, z.output<Schema>> }
>;

/** Parses the JSON body with `schema`; a body that does not fit is a 400 naming the first field that is wrong. */
export function jsonBody<Schema extends ZodType>(schema: Schema): Parsed<'json', Schema> {
  return validator('json', schema, refuse('invalid_body', 'The body')) as Parsed<'json', Schema>;
}

/** Parses the query string with `schema`, in the same way. */
export function queryString<Schema extends ZodType>(schema: Schema): Parsed<'query', Schema> {
  return validator('query', schema, refuse('bad_request', 'The query string')) as Parsed<'query', Schema>;
}

/** Parses the parameters of the path with `schema`, which documents them too. */
export function pathParameters<Schema extends ZodType>(schema: Schema): Parsed<'param', Schema> {
  return validator('param', schema, refuse('bad_request', 'The address')) as Parsed<'param', Schema>;
}

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

function refuse(code: 'invalid_body' | 'bad_request', what: string) {
  return (result: { success: boolean; error?: readonly Issue[] }) => {
    const issue = result.success ? undefined : result.error?.[0];
    if (!issue) return;
    const path = pathOf(issue);
    throw new ApiError(
      code,
      `${what} is not as expected: ${path ? `${path}: ` : ''}${issue.message}`,
      path ? { path } : {},
    );
  };
}

function pathOf(issue: Issue): string {
  return (issue.path ?? [])
    .map((part) => (typeof part === 'object' ? part.key : part))
    .reduce<string>(
      (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path ? `${path}.${String(key)}` : String(key)),
      '',
    );
}

interface Documented {
  summary: string;
  description?: string;
  tag: string;
  /** Answer of a success, by status; null where there is no JSON body. */
  answers: Record<number, ZodType | null>;
  /** What the data of its server-sent events holds, where the answer of 200 is a stream of them. */
  events?: ZodType;
  errors?: (keyof typeof ERROR_STATUS)[];
}

/** Documents a route in OpenAPI: its answers by schema, and the error envelope for each error it can give. */
export function describe({ summary, description, tag, answers, events, errors = [] }: Documented): MiddlewareHandler {
  const responses: NonNullable<DescribeRouteOptions['responses']> = {};
  for (const [status, schema] of Object.entries(answers)) {
    responses[status] = schema
      ? { description: summary, content: { 'application/json': { schema: resolver(schema) } } }
      : { description: summary };
  }
  if (events) responses[200] = { description: summary, content: { 'text/event-stream': { schema: resolver(events) } } };
  for (const code of new Set(errors)) {
    const status = ERROR_STATUS[code];
    const before = responses[status];
    responses[status] = {
      description: before && 'description' in before ? `${before.description}, ${code}` : code,
      content: { 'application/json': { schema: resolver(errorEnvelopeSchema) } },
    };
  }
  return describeRoute({ summary, tags: [tag], responses, ...(description ? { description } : {}) });
}
