import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiFailure } from './api.ts';
import { bytesText, download, type Followed, followFiles, followInstants } from './download.ts';

const utf8 = new TextEncoder();

/** Answers with these pieces; an error breaks it off. */
function serve(pieces: (string | Error)[]): void {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = pieces.shift();
      if (next === undefined) controller.close();
      else if (next instanceof Error) controller.error(next);
      else controller.enqueue(utf8.encode(next));
    },
  });
  vi.stubGlobal('fetch', async () => new Response(body, { headers: { 'content-type': 'text/csv' } }));
}

afterEach(() => vi.unstubAllGlobals());

const file = { path: '/x', name: 'x.csv', follow: () => (): Followed => ({ share: 0.5, text: 'half' }) };

describe('download', () => {
  it('puts the pieces together and says how far it is', async () => {
    serve(['a,b\r\n', '1,2\r\n']);
    const told: number[] = [];
    const blob = await download(file, ({ bytes }) => told.push(bytes), new AbortController().signal);
    expect(await blob.text()).toBe('a,b\r\n1,2\r\n');
    expect(blob.type).toBe('text/csv');
    expect(told).toEqual([5, 10]);
  });

  it('is no file where it breaks off', async () => {
    serve(['a,b\r\n', new TypeError('network error')]);
    const broken = download(file, () => undefined, new AbortController().signal);
    await expect(broken).rejects.toThrow(ApiFailure);
    await expect(broken).rejects.toThrow('broke off after 5 bytes and was not saved');
  });

  it('is refused in the words of the API', async () => {
    const error = { code: 'invalid_period', message: 'period: is back to front', request_id: 'r1' };
    vi.stubGlobal('fetch', async () => Response.json({ error }, { status: 400 }));
    await expect(download(file, () => undefined, new AbortController().signal)).rejects.toThrow('back to front');
  });
});

it('follows a CSV by the last whole instant of each piece', () => {
  const follow = followInstants({ from: '2026-03-01', to: '2026-03-10' }, (day) => `up to ${day}`);
  expect(follow(utf8.encode('order,at,day\r\n'))).toEqual({ share: 0, text: '' });
  const line = (at: string) => `a1,${at},2026-03-01,paid,"x, y"\r\n`;
  const piece = `${line('2026-03-02T00:00:00.000Z')}${line('2026-03-06T00:00:00.000Z')}b2,2026-03-0`;
  expect(follow(utf8.encode(piece))).toEqual({ share: 0.5, text: 'up to 2026-03-06' });
  // What comes of no order, as a minimum, is no step back.
  expect(follow(utf8.encode(',,2026-03-31,minimum,,,\r\n'))).toEqual({ share: 0.5, text: 'up to 2026-03-06' });
  expect(follow(utf8.encode(line('2026-03-12T00:00:00.000Z'))).share).toBe(1);
});

it('follows a ZIP by its files, wherever pieces end', () => {
  const follow = followFiles(4, (begun) => `${begun} of 4`);
  const begin = [0x50, 0x4b, 0x03, 0x04];
  expect(follow(new Uint8Array([...begin, 1, 2, 0x50, 0x4b]))).toEqual({ share: 0, text: '1 of 4' });
  expect(follow(new Uint8Array([0x03, 0x04, 9, 0x50, ...begin]))).toEqual({ share: 0.5, text: '3 of 4' });
});

it('writes sizes', () => {
  expect([0, 999, 1000, 12_345_678, 999_000_000].map(bytesText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '12.3 MB',
    '999 MB',
  ]);
});
