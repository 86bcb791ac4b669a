import { describe, expect, it } from 'vitest';
import { ApiFailure } from './api.ts';
import { worthRetrying } from './query-client.ts';

describe('asking again', () => {
  it('is for servers that are away or busy, three times', () => {
    expect(worthRetrying(0, new ApiFailure(503, 'unavailable', ''))).toBe(true);
    expect(worthRetrying(2, new ApiFailure(429, 'too_many_requests', ''))).toBe(true);
    expect(worthRetrying(0, new ApiFailure(0, 'unreachable', ''))).toBe(true);
    expect(worthRetrying(3, new ApiFailure(503, 'unavailable', ''))).toBe(false);
  });

  it('is not for questions that are wrong, nor for faults of the page', () => {
    expect(worthRetrying(0, new ApiFailure(400, 'unknown_metric', ''))).toBe(false);
    expect(worthRetrying(0, new ApiFailure(422, 'query_too_heavy', ''))).toBe(false);
    expect(worthRetrying(0, new TypeError('x is not a function'))).toBe(false);
  });
});
