import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sign, TOLERANCE_SECONDS, verify } from './signature.ts';

const AT = Date.UTC(2026, 8, 1, 12);
const SECONDS = AT / 1000;
const OLD = 'the secret until yesterday';
const NEW = 'the secret from today on';

const DOCUMENT = new URL('../../../../docs/buy-by-posting.md', import.meta.url);

const bodies = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 300 }));

describe('signatures of webhooks', () => {
  it('are the HMAC-SHA-256 of time and body', () => {
    const body = '{"id":"n-1"}';
    const expected = createHmac('sha256', NEW).update(`${SECONDS}.${body}`).digest('hex');
    expect(sign(body, { secret: NEW, at: AT + 999 })).toBe(`t=${SECONDS},v1=${expected}`);
  });

  it('are as the example in docs/buy-by-posting.md says', () => {
    const [, example = ''] = readFileSync(DOCUMENT, 'utf8').split('```text\n');
    const line = (name: string) => new RegExp(`^${name} +(.*)$`, 'm').exec(example)?.[1] ?? '';
    const at = Number(line('time')) * 1000;
    expect(sign(line('body'), { secret: line('secret'), at })).toBe(line('signature'));
    expect(line('signature')).toContain('v1=');
  });

  it('fit under either of two secrets, within five minutes either way', () => {
    fc.assert(
      fc.property(
        bodies,
        fc.constantFrom(OLD, NEW),
        fc.integer({ min: -TOLERANCE_SECONDS, max: TOLERANCE_SECONDS }),
        (body, secret, off) => {
          const header = sign(body, { secret, at: AT + off * 1000 });
          const verdict = verify(header, body, { secrets: [OLD, NEW], now: AT });
          expect(verdict).toEqual({ valid: true, seconds: SECONDS + off });
        },
      ),
    );
  });

  it('do not fit another body, time or secret', () => {
    fc.assert(
      fc.property(bodies, bodies, fc.integer({ min: 1, max: 299 }), (body, other, off) => {
        fc.pre(!Buffer.from(body as string).equals(Buffer.from(other as string)));
        const header = sign(body, { secret: NEW, at: AT });
        const mismatch = { valid: false, because: 'mismatch' };
        expect(verify(header, other, { secrets: [OLD, NEW], now: AT })).toEqual(mismatch);
        expect(verify(header, body, { secrets: [OLD], now: AT })).toEqual(mismatch);
        const moved = header.replace(`t=${SECONDS}`, `t=${SECONDS + off}`);
        expect(verify(moved, body, { secrets: [NEW], now: AT })).toEqual(mismatch);
      }),
    );
  });

  it('grow old, and do not come from the future', () => {
    const header = sign('body', { secret: NEW, at: AT });
    for (const off of [TOLERANCE_SECONDS + 1, 86_400, -TOLERANCE_SECONDS - 1]) {
      expect(verify(header, 'body', { secrets: [NEW], now: AT + off * 1000 })).toEqual({
        valid: false,
        because: 'time',
      });
    }
  });

  it('may be several in one header, of which one fits', () => {
    const [, right = ''] = sign('body', { secret: NEW, at: AT }).split(',');
    const wrong = `v1=${'0'.repeat(64)}`;
    const accepted = (header: string) => verify(header, 'body', { secrets: [NEW], now: AT }).valid;
    expect(accepted(`t=${SECONDS},${wrong},${right}`)).toBe(true);
    expect(accepted(`t=${SECONDS}, ${right}, v0=abc`)).toBe(true);
    expect(accepted(`t=${SECONDS},${wrong}`)).toBe(false);
  });

  it.each([
    '',
    't=1',
    'v1=00',
    `v1=${'0'.repeat(64)}`,
    `t=,v1=${'0'.repeat(64)}`,
    `t=1e3,v1=${'0'.repeat(64)}`,
    `t=-1,v1=${'0'.repeat(64)}`,
    `t=1,t=2,v1=${'0'.repeat(64)}`,
    `t=1,v1=${'0'.repeat(63)}`,
    `t=1,v1=${'G'.repeat(64)}`,
    `t=1;v1=${'0'.repeat(64)}`,
  ])('are refused as %j', (header) => {
    expect(verify(header, 'body', { secrets: [NEW], now: AT })).toEqual({ valid: false, because: 'malformed' });
  });

  it('never fit without a secret', () => {
    const header = sign('body', { secret: '', at: AT });
    expect(verify(header, 'body', { secrets: [], now: AT }).valid).toBe(false);
  });
});
