import { z } from 'zod';

/** The closed list of codes an HTTP error of the API can carry, with the status each is sent under. */
export const ERROR_STATUS = {
  bad_request: 400,
  invalid_body: 400,
  invalid_query: 400,
  unknown_metric: 400,
  unknown_dimension: 400,
  unknown_operator: 400,
  forbidden_combination: 400,
  invalid_period: 400,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_mismatch: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  query_too_heavy: 422,
  rate_missing: 422,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const errorCodeSchema = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]);

/** The body of every answer that is not a success. */
export const errorEnvelopeSchema = z.object({
  error: z.object({
    code: errorCodeSchema,
    message: z.string(),
    path: z.string().optional(),
    hint: z.string().optional(),
    request_id: z.string(),
  }),
});

export type ErrorEnvelope = z.infer<typeof errorEnvelopeSchema>;
