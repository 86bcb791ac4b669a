import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the time of a signature may lie from now, either way. */
export const TOLERANCE_SECONDS = 300;

/**
 * Signs a body as Stripe publishes it: `t=<unix seconds>,v1=<hexadecimal HMAC-SHA-256 of "t.body">`. `at` is in epoch
 * milliseconds. The receiver must be given the very bytes that were signed.
 */
export function sign(body: string | Uint8Array, { secret, at }: { secret: string; at: number }): string {
  const seconds = String(Math.floor(at / 1000));
  return `t=${seconds},v1=${mac(seconds, body, secret).toString('hex')}`;
}

export type Verdict = { valid: true; seconds: number } | { valid: false; because: 'malformed' | 'mismatch' | 'time' };

/**
 * Whether a body was signed with one of the secrets within the tolerance of `now` (epoch milliseconds). A header may carry
 * several signatures, as it does while a secret is being replaced; one that fits is enough. Comparing takes the same time
 * whatever was sent.
 */
export function verify(
  header: string,
  body: string | Uint8Array,
  { secrets, now }: { secrets: readonly string[]; now: number },
): Verdict {
  const parts = header.split(',').map((part) => part.trim());
  const [seconds, ...more] = valuesOf('t', parts);
  const signatures = valuesOf('v1', parts)
    .filter((value) => /^[0-9a-f]{64}$/.test(value))
    .map((value) => Buffer.from(value, 'hex'));
  if (seconds === undefined || more.length > 0 || !/^\d{1,12}$/.test(seconds) || signatures.length === 0) {
    return { valid: false, because: 'malformed' };
  }
  let fits = false;
  for (const secret of secrets) {
    const expected = mac(seconds, body, secret);
    for (const signature of signatures) fits = timingSafeEqual(signature, expected) || fits;
  }
  if (!fits) return { valid: false, because: 'mismatch' };
  if (Math.abs(now / 1000 - Number(seconds)) > TOLERANCE_SECONDS) return { valid: false, because: 'time' };
  return { valid: true, seconds: Number(seconds) };
}

function valuesOf(name: string, parts: readonly string[]): string[] {
  return parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
}

function mac(seconds: string, body: string | Uint8Array, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
}
