import type { AppType } from '@syncline/api/app';
import type { ClaimsRequestInput } from '@syncline/shared/claims';
import { ERROR_STATUS, type ErrorCode, type ErrorEnvelope } from '@syncline/shared/errors';
import type { LiftRequestInput } from '@syncline/shared/lift';
import type {
  AttributionRequestInput,
  FrequencyRequestInput,
  FunnelRequestInput,
  OverlapRequestInput,
  QueryInput,
  ReachCurveRequestInput,
  TimeToPurchaseRequestInput,
} from '@syncline/shared/query';
import type { ReachForecastRequestInput } from '@syncline/shared/reach-forecast';
import { hc } from 'hono/client';

const BASE = '/api/v1';

/** An answer that is not a success, in the words of the API's error envelope. */
export class ApiFailure extends Error {
  override name = 'ApiFailure';
  readonly status: number;
  readonly code: ErrorCode | 'unreachable';
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
  /** The field of the request that is wrong, where one is. */
  readonly path: string | undefined;

  constructor(
    status: number,
    code: ErrorCode | 'unreachable',
    message: string,
    details: { hint?: string | undefined; requestId?: string | undefined; path?: string | undefined } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = details.hint;
    this.requestId = details.requestId;
    this.path = details.path;
  }
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Asks `/api/v1{path}`; anything but a success, and a server that cannot be reached, throws an ApiFailure. */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
}

/** An answer of `/api/v1{path}` that is read as it comes in; throws as `request`. */
export function requestStream(path: string, options: RequestOptions): Promise<Response> {
  return send(path, { ...options, headers: { accept: '*/*', ...options.headers } });
}

async function send(path: string, { method, json, body, headers, signal }: RequestOptions): Promise<Response> {
  const content = json === undefined ? body : JSON.stringify(json);
  const init: RequestInit = {
    method: method ?? (content === undefined ? 'GET' : 'POST'),
    headers: {
      accept: 'application/json',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
    ...(signal ? { signal } : {}),
  };
  return checkedFetch(BASE + path, init);
}

/** `fetch` whose answers are successes: anything else throws an ApiFailure. */
async function checkedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new ApiFailure(0, 'unreachable', 'The Syncline server does not answer.', {
      hint: 'Check that it is running, then try again.',
    });
  }
  if (response.ok) return response;
  throw await failureOf(response);
}

/** What the body of an answer that is no success says; null where it is no error of the API. */
export function errorOf(text: string): ErrorEnvelope['error'] | null {
  const { error } = (parseJson(text) ?? {}) as Partial<ErrorEnvelope>;
  return typeof error === 'object' && Object.hasOwn(ERROR_STATUS, error.code) && typeof error.message === 'string'
    ? error
    : null;
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const error = errorOf(await response.text());
  if (error === null) {
    return new ApiFailure(response.status, 'internal', `The server answered ${response.status} without saying why.`);
  }
  const { code, message, hint, request_id, path } = error;
  return new ApiFailure(response.status, code, message, { hint, requestId: request_id, path });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The address of an endpoint, for downloads and streams. */
export function apiUrl(path: string): string {
  return BASE + path;
}

const client = hc<AppType>(BASE, { fetch: checkedFetch });

/** The endpoints that more than one screen asks, typed by the API's own routes. */
export const api = {
  workspace: async (signal: AbortSignal) => (await client.workspace.$get({}, { init: { signal } })).json(),
  dataStatus: async (signal: AbortSignal) => (await client.data.status.$get({}, { init: { signal } })).json(),
  brands: async (signal: AbortSignal) => (await client.brands.$get({}, { init: { signal } })).json(),
  campaigns: async (signal: AbortSignal) => (await client.campaigns.$get({}, { init: { signal } })).json(),
  offers: async (signal: AbortSignal) => (await client.offers.$get({}, { init: { signal } })).json(),
  query: async (json: QueryInput, signal: AbortSignal) =>
    (await client.query.$post({ json }, { init: { signal } })).json(),
  frequency: async (json: FrequencyRequestInput, signal: AbortSignal) =>
    (await client.analysis.frequency.$post({ json }, { init: { signal } })).json(),
  reachCurve: async (json: ReachCurveRequestInput, signal: AbortSignal) =>
    (await client.analysis['reach-curve'].$post({ json }, { init: { signal } })).json(),
  reachForecast: async (json: ReachForecastRequestInput, signal: AbortSignal) =>
    (await client.analysis['reach-forecast'].$post({ json }, { init: { signal } })).json(),
  funnel: async (json: FunnelRequestInput, signal: AbortSignal) =>
    (await client.analysis.funnel.$post({ json }, { init: { signal } })).json(),
  overlap: async (json: OverlapRequestInput, signal: AbortSignal) =>
    (await client.analysis.overlap.$post({ json }, { init: { signal } })).json(),
  attribution: async (json: AttributionRequestInput, signal: AbortSignal) =>
    (await client.analysis.attribution.$post({ json }, { init: { signal } })).json(),
  timeToPurchase: async (json: TimeToPurchaseRequestInput, signal: AbortSignal) =>
    (await client.analysis['time-to-purchase'].$post({ json }, { init: { signal } })).json(),
  lift: async (json: LiftRequestInput, signal: AbortSignal) =>
    (await client.analysis.lift.$post({ json }, { init: { signal } })).json(),
  platformClaims: async (json: ClaimsRequestInput, signal: AbortSignal) =>
    (await client.analysis['platform-claims'].$post({ json }, { init: { signal } })).json(),
};
