import { Hono } from 'hono';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { EngineUnavailableError, QueryTooHeavyError } from '../stores/clickhouse/port.ts';
import { ApiError } from './errors.ts';
import { errorHandler, requestIds } from './http-errors.ts';

async function answerTo(thrown: Error, signal?: AbortSignal) {
  const lines: unknown[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const app = new Hono();
  app.use(requestIds);
  app.onError(errorHandler(log));
  app.get('/question', () => {
    throw thrown;
  });
  const answer = await app.request('/question', signal ? { signal } : {});
  const body = await answer.text();
  return { status: answer.status, retry: answer.headers.get('Retry-After'), body, lines };
}

const WARN = 40;
const ERROR = 50;

describe('a request that the engine fails', () => {
  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

  it('is told that it can be tried again, and logged with the cause and the request id', async () => {
    const { status, retry, body, lines } = await answerTo(
      new EngineUnavailableError('The analytics engine did not answer.', { cause: reset }),
    );
    const { error } = JSON.parse(body) as { error: Record<string, unknown> };
    expect([status, retry]).toEqual([503, '2']);
    expect(error).toMatchObject({ code: 'unavailable', message: 'The analytics engine did not answer.' });
    expect(lines).toMatchObject([
      {
        level: WARN,
        requestId: error.request_id,
        path: '/question',
        code: 'unavailable',
        err: { type: 'EngineUnavailableError' },
      },
    ]);
    expect(JSON.stringify(lines)).toContain('socket hang up');
  });

  it('is logged too when it was too heavy', async () => {
    const { status, body, lines } = await answerTo(
      new QueryTooHeavyError('It took longer than 30 s.', {
        hint: 'Shorten the period.',
        cause: new Error('code 159'),
      }),
    );
    expect(status).toBe(422);
    expect(JSON.parse(body)).toMatchObject({
      error: { message: 'It took longer than 30 s.', hint: 'Shorten the period.' },
    });
    expect(lines).toMatchObject([{ level: WARN, code: 'query_too_heavy' }]);
    expect(JSON.stringify(lines)).toContain('code 159');
  });
});

describe('other failures', () => {
  it('are logged whole when they were not foreseen, and not told', async () => {
    const { status, body, lines } = await answerTo(new TypeError('x is not a function'));
    expect(status).toBe(500);
    expect(body).not.toContain('x is not');
    expect(lines).toMatchObject([{ level: ERROR, err: { message: 'x is not a function' } }]);
  });

  it('are not logged when the caller can act on them', async () => {
    const { status, lines } = await answerTo(new ApiError('unavailable', 'Syncline is stopping.'));
    expect([status, lines]).toEqual([503, []]);
  });

  it('are none when the caller went away', async () => {
    const { status, lines } = await answerTo(new Error('aborted'), AbortSignal.abort());
    expect([status, lines]).toEqual([499, []]);
  });
});
