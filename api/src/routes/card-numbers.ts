import type { MiddlewareHandler } from 'hono';
import { holdsCardAnywhere } from '../ingest/card-search.ts';
import { ApiError } from '../lib/errors.ts';

/**
 * Refuses a JSON body that holds a payment card number anywhere, in names of fields too, before anything else looks at
 * it: nothing of it is repeated, logged or kept. `unless` names fields that are checked where more is known of them.
 */
export function noCardNumbers({ unless = [] }: { unless?: readonly string[] } = {}): MiddlewareHandler {
  return async (context, next) => {
    const isJson = context.req.header('content-type')?.startsWith('application/json') ?? false;
    const body: unknown = isJson ? await context.req.json().catch(() => undefined) : undefined;
    if (holdsCardAnywhere(body, unless)) {
      throw new ApiError('invalid_body', 'The body holds a payment card number, which is never taken.', {
        hint: 'Leave it out. Where a card is meant, send the token of the payment gateway.',
      });
    }
    await next();
  };
}
