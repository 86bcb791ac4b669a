import { gzipSync } from 'node:zlib';
import { errorEnvelopeSchema } from '@syncline/shared/errors';
import { ingestAnswerSchema } from '@syncline/shared/events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../support/app.ts';
import { cardsFound } from './cards.ts';
import { cardNumber, malformedLine } from './malformed.ts';

const LINES = 20_000;
const LINES_PER_REQUEST = 500;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const post = (body: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${server.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

async function refusal(answer: Response): Promise<{ status: number; code: string }> {
  return { status: answer.status, code: errorEnvelopeSchema.parse(await answer.json()).error.code };
}

describe('POST /events', () => {
  it('answers for each of 20,000 malformed lines, keeps the refused ones, and no card number anywhere', async () => {
    const lines = fc.sample(malformedLine, { numRuns: LINES, seed: 41 }).map((line) => ({
      ...line,
      // What would be read as the end of a line, or as a blank one, is not one malformed line.
      bytes: Buffer.from(line.bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte))),
    }));
    const sent = lines.filter(({ bytes }) => bytes.toString('latin1').trim() !== '');
    const totals = { accepted: 0, duplicate: 0, rejected: 0 };
    for (let from = 0; from < sent.length; from += LINES_PER_REQUEST) {
      const part = sent.slice(from, from + LINES_PER_REQUEST);
      const body = Buffer.concat(part.flatMap(({ bytes }) => [bytes, Buffer.from('\n')]));
      const answer = await post(
        from % 1000 === 0 ? body : gzipSync(body),
        from % 1000 === 0 ? {} : { 'Content-Encoding': 'gzip' },
      );
      expect(answer.status).toBe(200);
      const counts = ingestAnswerSchema.parse(await answer.json());
      expect(counts.accepted + counts.duplicate + counts.rejected).toBe(part.length);
      expect(counts.errors).toHaveLength(Math.min(100, counts.rejected));
      totals.accepted += counts.accepted;
      totals.duplicate += counts.duplicate;
      totals.rejected += counts.rejected;
    }
    expect(totals.accepted + totals.duplicate + totals.rejected).toBe(sent.length);
    expect(totals.rejected).toBeGreaterThan(LINES * 0.8);

    const cards = new Set(sent.flatMap(({ card }) => (card === null ? [] : [card])));
    expect(cards.size).toBeGreaterThan(1000);
    const kept = z.object({ total: z.int() }).parse(await (await fetch(`${server.url}/api/v1/dead-letters`)).json());
    expect(kept.total).toBe(totals.rejected);
    await server.end();
    expect(cardsFound(server.dataDir, cards)).toEqual([]);
    for (const card of cards) if (server.output().includes(card)) throw new Error('a card number is in the log');
    server = await startTestServer({ dataDir: server.dataDir });
  });

  it('answers what cannot be read as a whole with a code of the list', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
    expect(await refusal(await post(bomb, { 'Content-Encoding': 'gzip' }))).toEqual({
      status: 413,
      code: 'body_too_large',
    });
    expect(await refusal(await post(Buffer.alloc(33 * 1024 * 1024, 0x20)))).toEqual({
      status: 413,
      code: 'body_too_large',
    });
    expect(await refusal(await post('not gzip', { 'Content-Encoding': 'gzip' }))).toEqual({
      status: 400,
      code: 'invalid_body',
    });
    const cut = gzipSync(Buffer.from('{"id":"a"}'.repeat(1000))).subarray(0, 30);
    expect(await refusal(await post(cut, { 'Content-Encoding': 'gzip' }))).toEqual({
      status: 400,
      code: 'invalid_body',
    });
    expect(await refusal(await post('x', { 'Content-Encoding': 'br' }))).toEqual({
      status: 415,
      code: 'unsupported_media_type',
    });
    expect(await refusal(await post('x', { 'Content-Type': 'text/plain' }))).toEqual({
      status: 415,
      code: 'unsupported_media_type',
    });
    for (const body of ['[{"id":"a"}', '{"id":', 'x', '[1,]']) {
      expect(await refusal(await post(body, { 'Content-Type': 'application/json' }))).toEqual({
        status: 400,
        code: 'invalid_body',
      });
    }
    expect((await post('', {})).status).toBe(200);
  });

  it('answers a repeated Idempotency-Key as before, and another body under it with 409', async () => {
    const event = (id: string) => JSON.stringify({ id, at: '2026-09-01T00:00:00Z', kind: 'activity', user: 'u' });
    const headers = { 'Idempotency-Key': 'k-1' };
    const first = await (await post(event('i1'), headers)).text();
    expect(ingestAnswerSchema.parse(JSON.parse(first))).toMatchObject({ accepted: 1 });
    expect(await (await post(event('i1'), headers)).text()).toBe(first);
    expect(await refusal(await post(event('i2'), headers))).toEqual({ status: 409, code: 'idempotency_mismatch' });
    const [card = ''] = fc.sample(cardNumber, { numRuns: 1, seed: 1 });
    expect(await refusal(await post(event('i3'), { 'Idempotency-Key': card }))).toMatchObject({ status: 400 });
  });
});
