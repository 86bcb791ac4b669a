import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, it } from 'vitest';
import { engineError } from './errors.ts';
import { EngineUnavailableError, QueryTooHeavyError } from './port.ts';

const thrown = (code: string) =>
  new ClickHouseError({ code, type: 'SOME_TYPE', message: `SELECT secret FROM t at /data/engine ${'x'.repeat(5000)}` });

describe('engineError', () => {
  it.each(['158', '159', '160', '241', '306', '307', '396'])('maps code %s of a read to QueryTooHeavyError', (code) => {
    expect(engineError(thrown(code), 'read')).toBeInstanceOf(QueryTooHeavyError);
  });

  it.each([
    ['159', 'longer than 30 s', 'Shorten the period'],
    ['241', 'more than 2,048 MiB of memory', 'Shorten the period'],
    ['396', 'larger than 500,000 rows or 64 MiB', 'limit and offset'],
    ['168', 'too long or too deeply nested', 'fewer metrics'],
  ])('says which limit a read past code %s went over, and what to do', (code, which, what) => {
    const limits = { seconds: 30, memoryBytes: 2 * 1024 ** 3, resultRows: 500_000, resultBytes: 64 * 1024 ** 2 };
    const error = engineError(thrown(code), 'read', limits);
    expect(error.message).toContain(which);
    expect(error).toMatchObject({ hint: expect.stringContaining(what) as string });
  });

  it('tells memory that all reads together need from what one needs', () => {
    const total = new ClickHouseError({
      code: '241',
      type: 'T',
      message: '(total) memory limit exceeded: would use 9 GiB',
    });
    expect(engineError(total, 'read')).toMatchObject({
      message: 'The question needed more memory than the analytics engine has left.',
      hint: expect.stringContaining('Try again') as string,
    });
  });

  it.each(['74', '76', '202', '210', '243', '252', '516', '1001'])('maps code %s to EngineUnavailableError', (code) => {
    expect(engineError(thrown(code), 'read')).toBeInstanceOf(EngineUnavailableError);
    expect(engineError(thrown(code), 'write')).toBeInstanceOf(EngineUnavailableError);
  });

  it.each(['159', '241'])('lets a write past limit %s be tried again', (code) => {
    expect(engineError(thrown(code), 'write')).toBeInstanceOf(EngineUnavailableError);
  });

  it('names the code alone of anything else', () => {
    const error = engineError(thrown('62'), 'read');
    expect(error).not.toBeInstanceOf(EngineUnavailableError);
    expect(error.message).toBe('The analytics engine refused a statement (code 62, SOME_TYPE).');
  });

  it.each(['62', '159', '243'])(
    'keeps SQL and paths out of the message and a bounded part in the cause: %s',
    (code) => {
      const error = engineError(thrown(code), 'read');
      expect(error.message).not.toMatch(/SELECT|\/data/);
      expect((error.cause as Error).message.length).toBeLessThanOrEqual(1000);
    },
  );

  it('takes a failure of the connection for an engine that is away', () => {
    const reset = new Error('read ECONNRESET');
    expect(engineError(reset, 'write')).toMatchObject({ name: 'EngineUnavailableError', cause: reset });
  });

  it('leaves errors of the port as they are', () => {
    const away = new EngineUnavailableError('away');
    expect(engineError(away, 'read')).toBe(away);
  });
});
