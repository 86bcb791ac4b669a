import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { compression } from './compression.ts';

const app = new Hono()
  .use(compression())
  .get('/small', (context) => context.json({ value: 'é' }))
  .get('/large', (context) => context.json({ value: 'x'.repeat(20_000) }))
  .get('/lines', (context) => context.body('line\n'.repeat(10), 200, { 'Content-Type': 'text/csv' }))
  .get('/nothing', (context) => context.body(null, 204))
  .get('/refused', (context) => context.json({ error: 'no' }, 400));

const get = (path: string) => app.request(path, { headers: { 'Accept-Encoding': 'gzip' } });

describe('compression', () => {
  it('leaves small answers as they are, with their length', async () => {
    const answer = await get('/small');
    expect(answer.headers.get('Content-Encoding')).toBeNull();
    expect(answer.headers.get('Content-Length')).toBe('14');
    expect(await answer.json()).toEqual({ value: 'é' });
  });

  it('compresses large ones', async () => {
    const answer = await get('/large');
    expect(answer.headers.get('Content-Encoding')).toBe('gzip');
    expect(answer.headers.get('Content-Length')).toBeNull();
    expect(JSON.parse(gunzipSync(await answer.arrayBuffer()).toString())).toEqual({ value: 'x'.repeat(20_000) });
  });

  it('compresses what is not JSON, since its length is not known', async () => {
    const answer = await get('/lines');
    expect(gunzipSync(await answer.arrayBuffer()).toString()).toBe('line\n'.repeat(10));
  });

  it('keeps status and emptiness', async () => {
    expect((await get('/nothing')).status).toBe(204);
    const refused = await get('/refused');
    expect([refused.status, await refused.json()]).toEqual([400, { error: 'no' }]);
  });
});
