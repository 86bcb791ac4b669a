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

/** The status of a request whose caller left before the answer; nobody reads it but the metrics. */
const CALLER_GONE = 499;

/**
 * Maps whatever a route throws to the error envelope. What was not foreseen is logged whole and told as a request id
 * only; what the engine or the disk could not do is logged with its cause. A caller that went away is no failure.
 */
export function errorHandler(log: Logger): ErrorHandler {
  return (thrown, context) => {
    if (context.req.raw.signal.aborted) return new Response(null, { status: CALLER_GONE });
    const error = asApiError(thrown);
    const request = { requestId: context.get('requestId'), method: context.req.method, path: context.req.path };
    if (error.code === 'internal') {
      log.error({ err: thrown, ...request }, 'request failed');
    } else if (TELLS_OF_TROUBLE.has(error.code) && error.cause !== undefined) {
      log.warn({ err: error.cause, code: error.code, ...request }, 'a request could not be answered');
    }
    return errorAnswer(context, error);
  };
}

const TELLS_OF_TROUBLE = new Set<ErrorCode>(['unavailable', 'query_too_heavy']);

const BY_STATUS = new Map<number, ErrorCode>(
  (Object.entries(ERROR_STATUS) as [ErrorCode, number][]).toReversed().map(([code, status]) => [status, code]),
);

function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof EngineUnavailableError) {
    return new ApiError('unavailable', thrown.message, {
      hint: 'Try again in a moment.',
      retryAfterSeconds: 2,
      cause: thrown,
    });
  }
  if (thrown instanceof QueryTooHeavyError) {
    return new ApiError('query_too_heavy', thrown.message, { hint: thrown.hint, cause: thrown });
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
