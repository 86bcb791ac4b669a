import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiFailure, request } from './api.ts';

function answering(body: string, status: number): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));
}

describe('a request that fails', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('says what the envelope says', async () => {
    answering(
      JSON.stringify({
        error: { code: 'invalid_period', message: 'from is after to', hint: 'Swap them.', request_id: 'r1' },
      }),
      400,
    );
    const failure = await request('/query').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(failure).toMatchObject({
      status: 400,
      code: 'invalid_period',
      message: 'from is after to',
      hint: 'Swap them.',
      requestId: 'r1',
    });
  });

  it('is a fault of the server where there is no envelope', async () => {
    answering('<html>Bad gateway</html>', 502);
    await expect(request('/query')).rejects.toMatchObject({ status: 502, code: 'internal' });
  });

  it('is unreachable where nothing answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    await expect(request('/query')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
  });

  it('stays an abort where the asker gave up', async () => {
    const gone = new AbortController();
    gone.abort();
    vi.stubGlobal('fetch', () => Promise.reject(gone.signal.reason as Error));
    await expect(request('/query', { signal: gone.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('sends JSON by POST', async () => {
    const sent = vi.fn<typeof fetch>(() => Promise.resolve(new Response('{"ok":true}')));
    vi.stubGlobal('fetch', sent);
    await expect(request('/query', { json: { metrics: ['reach'] } })).resolves.toEqual({ ok: true });
    expect(sent.mock.calls[0]?.[0]).toBe('/api/v1/query');
    expect(sent.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', body: '{"metrics":["reach"]}' });
  });
});
