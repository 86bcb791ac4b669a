import { randomUUID } from 'node:crypto';
import { ERROR_STATUS, type ErrorCode, type ErrorEnvelope } from '@syncline/shared/errors';
import type { Context, ErrorHandler, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import { EngineUnavailableError, QueryTooHeavyError } from '../stores/clickhouse/port.ts';
import { ApiError } from './errors.ts';

declare module 'hono' {
  interface ContextVariableMap {
    requestId: string;
  }
}

/** Gives every request an id, sent back as X-Request-Id and named in errors and logs. */
export const requestIds: MiddlewareHandler = async (context, next) => {
  const requestId = randomUUID();
  context.set('requestId', requestId);
  context.header('X-Request-Id', requestId);
  await next();
};

/** The error envelope as an answer, with the status its code stands for. */
export function errorAnswer(context: Context, error: ApiError): Response {
  const body: ErrorEnvelope = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.path === undefined ? {} : { path: error.path }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      request_id: context.get('requestId') ?? '',
    },
  };
  if (error.retryAfterSeconds !== undefined) context.header('Retry-After', String(error.retryAfterSeconds));
  return context.json(body, ERROR_STATUS[error.code]);
}

/** Maps whatever a route throws to the error envelope; what was not foreseen is logged whole and told as a request id only. */
export function errorHandler(log: Logger): ErrorHandler {
  return (thrown, context) => {
    const error = asApiError(thrown);
    if (error.code === 'internal') {
      log.error(
        { err: thrown, requestId: context.get('requestId'), method: context.req.method, path: context.req.path },
        'request failed',
      );
    }
    return errorAnswer(context, error);
  };
}

const BY_STATUS = new Map<number, ErrorCode>(
  (Object.entries(ERROR_STATUS) as [ErrorCode, number][]).toReversed().map(([code, status]) => [status, code]),
);

function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof EngineUnavailableError) {
    return new ApiError('unavailable', 'The analytics engine is restarting. Try again in a moment.', {
      retryAfterSeconds: 2,
      cause: thrown,
    });
  }
  if (thrown instanceof QueryTooHeavyError) {
    return new ApiError('query_too_heavy', thrown.message, {
      hint: 'Shorten the period, or ask for fewer dimensions.',
      cause: thrown,
    });
  }
  if (thrown instanceof HTTPException) {
    return new ApiError(
      BY_STATUS.get(thrown.status) ?? 'bad_request',
      thrown.message || 'The request cannot be read.',
      { cause: thrown },
    );
  }
  return new ApiError('internal', 'Something failed inside Syncline. The log has the details under this request id.', {
    cause: thrown,
  });
}
