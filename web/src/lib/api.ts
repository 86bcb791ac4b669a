import type { Brand, Campaign, DataStatus, Offer, Workspace } from '@syncline/shared/control';
import { type ErrorCode, errorEnvelopeSchema } from '@syncline/shared/errors';
import type {
  FrequencyAnswer,
  FrequencyRequestInput,
  FunnelAnswer,
  FunnelRequestInput,
  QueryAnswer,
  QueryInput,
  ReachCurveAnswer,
  ReachCurveRequestInput,
} from '@syncline/shared/query';

const BASE = '/api/v1';

/** An answer that is not a success, in the words of the API's error envelope. */
export class ApiFailure extends Error {
  override name = 'ApiFailure';
  readonly status: number;
  readonly code: ErrorCode | 'unreachable';
  readonly hint: string | undefined;
  readonly requestId: string | undefined;

  constructor(status: number, code: ErrorCode | 'unreachable', message: string, hint?: string, requestId?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.requestId = requestId;
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
  let response: Response;
  try {
    response = await fetch(BASE + path, init);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiFailure(
      0,
      'unreachable',
      'The Syncline server does not answer.',
      'Check that it is running, then try again.',
    );
  }
  if (response.ok) return response;
  throw await failureOf(response);
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const text = await response.text();
  const envelope = errorEnvelopeSchema.safeParse(parseJson(text));
  if (!envelope.success) {
    return new ApiFailure(response.status, 'internal', `The server answered ${response.status} without saying why.`);
  }
  const { code, message, hint, request_id } = envelope.data.error;
  return new ApiFailure(response.status, code, message, hint, request_id);
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

/** The endpoints that more than one screen asks. */
export const api = {
  workspace: (signal: AbortSignal) => request<Workspace>('/workspace', { signal }),
  dataStatus: (signal: AbortSignal) => request<DataStatus>('/data/status', { signal }),
  brands: (signal: AbortSignal) => request<{ items: Brand[] }>('/brands', { signal }),
  campaigns: (signal: AbortSignal) => request<{ items: Campaign[] }>('/campaigns', { signal }),
  offers: (signal: AbortSignal) => request<{ items: Offer[] }>('/offers', { signal }),
  query: (json: QueryInput, signal: AbortSignal) => request<QueryAnswer>('/query', { json, signal }),
  frequency: (json: FrequencyRequestInput, signal: AbortSignal) =>
    request<FrequencyAnswer>('/analysis/frequency', { json, signal }),
  reachCurve: (json: ReachCurveRequestInput, signal: AbortSignal) =>
    request<ReachCurveAnswer>('/analysis/reach-curve', { json, signal }),
  funnel: (json: FunnelRequestInput, signal: AbortSignal) =>
    request<FunnelAnswer>('/analysis/funnel', { json, signal }),
};
