import type { MiddlewareHandler } from 'hono';
import { holdsCardNumber } from '../ingest/card-number.ts';
import { ApiError } from '../lib/errors.ts';

const MAX_DEPTH = 16;

/**
 * Refuses a JSON body that holds a payment card number anywhere, in names of fields too, before anything else looks at
 * it: nothing of it is repeated, logged or kept. `unless` names fields that are checked where more is known of them.
 */
export function noCardNumbers({ unless = [] }: { unless?: readonly string[] } = {}): MiddlewareHandler {
  return async (context, next) => {
    const isJson = context.req.header('content-type')?.startsWith('application/json') ?? false;
    const body: unknown = isJson ? await context.req.json().catch(() => undefined) : undefined;
    if (holdsCard(body, unless, 0)) {
      throw new ApiError('invalid_body', 'The body holds a payment card number, which is never taken.', {
        hint: 'Leave it out. Where a card is meant, send the token of the payment gateway.',
      });
    }
    await next();
  };
}

function holdsCard(value: unknown, unless: readonly string[], depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'number') {
    return holdsCardNumber(String(value), Number.NaN, 'other');
  }
  if (typeof value !== 'object' || value === null) return false;
  // Deeper than any body that is taken: refused by its schema.
  if (depth >= MAX_DEPTH) return false;
  return Object.entries(value).some(
    ([key, nested]) =>
      holdsCardNumber(key, Number.NaN, 'other') ||
      (!(depth === 0 && unless.includes(key)) && holdsCard(nested, unless, depth + 1)),
  );
}
