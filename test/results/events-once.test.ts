import { type EventInput, ingestAnswerSchema } from '@syncline/shared/events';
import { queryAnswerSchema } from '@syncline/shared/query';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';

const EVENT: EventInput = {
  id: 'impression-1',
  at: '2026-09-01T12:00:00Z',
  kind: 'impression',
  user: 'person-1',
  campaign: 'launch',
};

describe('an event that is stored already', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await send(EVENT);
    await vi.waitUntil(async () => (await impressions()) === 1, 10_000);
  });
  afterAll(() => server?.stop());

  async function send(event: EventInput, headers: Record<string, string> = {}) {
    const answer = await fetch(`${server.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(event),
    });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return ingestAnswerSchema.parse(await answer.json());
  }

  async function impressions() {
    const answer = await fetch(`${server.url}/api/v1/query`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ metrics: ['impressions'], period: { from: '2026-08-01', to: '2026-09-30' } }),
    });
    return queryAnswerSchema.parse(await answer.json()).totals.metrics.impressions;
  }

  it('counts once when it is sent again', async () => {
    await expect(send(EVENT)).resolves.toMatchObject({ accepted: 0, duplicate: 1, rejected: 0 });
    await expect(impressions()).resolves.toBe(1);
  });

  it('is refused as id_conflict when its content changed, and stays as it was', async () => {
    const answer = await send({ ...EVENT, quantity: 5 });
    expect(answer).toMatchObject({ accepted: 0, duplicate: 0, rejected: 1 });
    expect(answer.errors[0]).toMatchObject({ line: 1, id: EVENT.id, code: 'id_conflict', path: 'id' });
    await expect(impressions()).resolves.toBe(1);
  });

  it('is known after a restart too', async () => {
    await server.end();
    server = await startTestServer({ dataDir: server.dataDir });
    await expect(send(EVENT)).resolves.toMatchObject({ accepted: 0, duplicate: 1, rejected: 0 });
    await expect(impressions()).resolves.toBe(1);
  });
});
