import type { ErrorCode } from '@syncline/shared/errors';
import { DIMENSION_KEYS, FILTER_OPERATORS, METRIC_KEYS } from '@syncline/shared/metrics';
import { ApiError } from '../lib/errors.ts';

/** A complaint of the request schema, as Standard Schema reports it. */
export interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

type Steps = readonly (string | number)[];

/**
 * The refusal of a question whose body does not fit its schema: unknown_metric, unknown_dimension or unknown_operator
 * with the path and the list of what is allowed, invalid_period for a period or comparison, invalid_query for the rest.
 */
export function refusal(body: unknown, issues: readonly Issue[]): ApiError {
  for (const rule of [unknownMetric, unknownDimension, unknownOperator]) {
    const error = rule(body);
    if (error) return error;
  }
  const issue = issues[0];
  const steps = (issue?.path ?? []).map(stepOf);
  const code: ErrorCode = steps[0] === 'period' || steps[0] === 'compare' ? 'invalid_period' : 'invalid_query';
  const path = pathText(steps);
  const hint = steps[0] === 'compare' ? { hint: COMPARISON_HINT } : {};
  return new ApiError(
    code,
    `${path || 'The question'}: ${issue?.message ?? 'is not as expected'}`,
    path ? { path, ...hint } : {},
  );
}

const COMPARISON_HINT = 'previous_period, previous_year, or {"from": "YYYY-MM-DD", "to": "YYYY-MM-DD"}';

function unknownMetric(body: unknown): ApiError | undefined {
  const named = [
    ...elements(body, 'metrics').map((value, index) => ({ value, steps: ['metrics', index] })),
    ...fieldOfElements(body, 'order_by', 'metric'),
  ];
  return firstUnknown('unknown_metric', 'a metric', METRIC_KEYS, named);
}

function unknownDimension(body: unknown): ApiError | undefined {
  const named = [
    ...elements(body, 'dimensions').map((value, index) => ({ value, steps: ['dimensions', index] })),
    ...fieldOfElements(body, 'filters', 'dimension'),
    ...fieldOfElements(body, 'order_by', 'dimension'),
  ];
  return firstUnknown('unknown_dimension', 'a dimension', DIMENSION_KEYS, named);
}

function unknownOperator(body: unknown): ApiError | undefined {
  return firstUnknown('unknown_operator', 'an operator', FILTER_OPERATORS, fieldOfElements(body, 'filters', 'op'));
}

function firstUnknown(
  code: ErrorCode,
  what: string,
  allowed: readonly string[],
  named: readonly { value: unknown; steps: Steps }[],
): ApiError | undefined {
  const wrong = named.find(({ value }) => typeof value === 'string' && !allowed.includes(value));
  if (!wrong) return undefined;
  const path = pathText(wrong.steps);
  return new ApiError(code, `${path}: "${String(wrong.value).slice(0, 80)}" is not ${what}`, {
    path,
    hint: `One of ${allowed.join(', ')}`,
  });
}

function elements(body: unknown, key: string): unknown[] {
  const list = field(body, key);
  return Array.isArray(list) ? list : [];
}

function fieldOfElements(body: unknown, list: string, key: string): { value: unknown; steps: Steps }[] {
  return elements(body, list).map((element, index) => ({ value: field(element, key), steps: [list, index, key] }));
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function stepOf(part: PropertyKey | { key: PropertyKey }): string | number {
  const key = typeof part === 'object' ? part.key : part;
  return typeof key === 'number' ? key : String(key);
}

/** Steps into a body as one text: filters[0].dimension. */
export function pathText(steps: Steps): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === 'number' ? `${path}[${step}]` : path ? `${path}.${step}` : step),
    '',
  );
}
