import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MailKeeper } from './keeper.ts';
import type { WaitingMail } from './port.ts';
import { SmtpMailer } from './smtp.ts';

interface Kept extends WaitingMail {
  state: 'waiting' | 'delivered' | 'failed';
  error: string | null;
  nextTryAt: number;
}

const QUEUED_AT = Date.UTC(2026, 10, 28, 11);
const PASSWORD = 'p@ss w0rd';
const FILE = 'weekly-run-1.pdf';
const CONTENT = `%PDF-1.3\n${'0123456789'.repeat(500)}\n%%EOF\n`;

let server: SMTPServer;
let port: number;
let folder: string;
/** What the server took, as it came. */
let taken: { from: string; to: string; message: string }[];
/** What the server answers to an address; null takes it. */
let refuse: (address: string) => { code: number; message: string } | null;
let now: number;
let mails: Kept[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'syncline-mail-'));
  writeFileSync(join(folder, FILE), CONTENT);
  server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'ada' && password === PASSWORD ? done(null, { user: 'ada' }) : done(new Error('Wrong password')),
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refuse(address);
      if (refusal === null) return done();
      return done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData: (stream, { envelope: { mailFrom, rcptTo } }, done) => {
      let message = '';
      stream.on('data', (chunk: Buffer) => (message += chunk.toString('latin1')));
      stream.on('end', () => {
        taken.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo[0]?.address ?? '', message });
        done();
      });
    },
    authOptional: false,
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  ({ port } = listening.address() as AddressInfo);
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  taken = [];
  refuse = () => null;
  now = Date.UTC(2026, 10, 28, 12);
  mails = [];
});

const wait = (change: Partial<Kept> = {}) => {
  const subject = 'Größe: 5 %, for Łódź';
  const common = {
    to: 'bo@example.com',
    subject,
    text: 'First.\n\nSecond – with €.',
    file: null,
    attempts: 0,
    queuedAt: QUEUED_AT,
  };
  mails.push({ ...common, id: mails.length + 1, state: 'waiting', error: null, nextTryAt: now, ...change });
};
const urlOf = (password: string, at: number) => `smtp://ada:${encodeURIComponent(password)}@127.0.0.1:${at}`;
const keeperAt = (url: string | null) =>
  new MailKeeper({
    book: {
      due: async () => mails.filter(({ state, nextTryAt }) => state === 'waiting' && nextTryAt <= now),
      record: async ({ id, error, nextTryAt }) => {
        const mail = mails.find((one) => one.id === id) as Kept;
        mail.attempts += 1;
        mail.error = error;
        mail.state = error === null ? 'delivered' : nextTryAt === null ? 'failed' : 'waiting';
        mail.nextTryAt = nextTryAt ?? Number.POSITIVE_INFINITY;
      },
    },
    mailer: url === null ? null : new SmtpMailer({ url, from: 'Reports <reports@example.com>' }),
    pathOf: (file) => join(folder, file),
    clock: { now: () => now },
    log: pino({ level: 'silent' }),
  });
const headerOf = (message: string, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(message)?.[1]?.trim();

describe('mail', () => {
  it('is handed over once, with its file, as it was written', async () => {
    const keeper = keeperAt(urlOf(PASSWORD, port));
    wait({ file: FILE });
    wait({ to: 'carl@example.com' });
    await Promise.all([keeper.look(), keeper.look()]);
    expect(taken.map(({ from, to }) => [from, to])).toEqual([
      ['reports@example.com', 'bo@example.com'],
      ['reports@example.com', 'carl@example.com'],
    ]);
    const [{ message }, plain] = taken as [(typeof taken)[0], (typeof taken)[0]];
    expect(headerOf(message, 'From')).toBe('Reports <reports@example.com>');
    expect(headerOf(message, 'To')).toBe('bo@example.com');
    expect(headerOf(message, 'Message-ID')).toBe(`<mail-1-${QUEUED_AT}@example.com>`);
    expect(headerOf(message, 'Auto-Submitted')).toBe('auto-generated');
    expect(message).toContain(`filename=${FILE}`);
    const attached = /Content-Type: application\/pdf[^]*?\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/.exec(message)?.[1] ?? '';
    expect(Buffer.from(attached, 'base64').toString()).toBe(CONTENT);
    expect(plain.message).not.toContain('application/pdf');
    expect(plain.message).toMatch(/First\.\r\n\r\nSecond =E2=80=93 with =E2=82=AC\./);
    expect(mails.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ]);
    await keeper.close();
  });

  it('is tried again later and later where the server cannot take it, as the same mail', async () => {
    const keeper = keeperAt(urlOf(PASSWORD, port));
    wait();
    refuse = () => ({ code: 451, message: 'Try again, please' });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await keeper.look();
      await keeper.look();
      const [mail] = mails as [Kept];
      expect(mail).toMatchObject({ state: 'waiting', attempts: attempt });
      expect(mail.error).toContain('451 Try again, please');
      waits.push(mail.nextTryAt - now);
      now = mail.nextTryAt;
    }
    expect(waits).toEqual([60_000, 120_000, 240_000]);
    refuse = () => null;
    await keeper.look();
    expect(mails).toMatchObject([{ state: 'delivered', attempts: 4, error: null }]);
    expect(headerOf(taken[0]?.message ?? '', 'Message-ID')).toBe(`<mail-1-${QUEUED_AT}@example.com>`);
    await keeper.close();
  });

  it('is given up where the address is refused, the file is gone, or no server is set', async () => {
    const keeper = keeperAt(urlOf(PASSWORD, port));
    wait();
    wait({ to: 'carl@example.com', file: 'gone.pdf' });
    wait({ to: 'dora@example.com' });
    refuse = (address) => (address.startsWith('bo@') ? { code: 550, message: 'No such user' } : null);
    await keeper.look();
    expect(mails.map(({ state }) => state)).toEqual(['failed', 'failed', 'delivered']);
    expect(mails[0]?.error).toContain('550 No such user');
    expect(mails[1]?.error).toBe('The file is no longer there.');
    await keeper.close();
    const none = keeperAt(null);
    expect(none.hasMailer).toBe(false);
    wait();
    await none.look();
    expect(mails.at(-1)?.error).toBe('No SMTP server is set: SYNCLINE_SMTP_URL and SYNCLINE_MAIL_FROM.');
    await none.close();
  });

  it('waits where nobody listens or the login is wrong, and says no secret', async () => {
    const errors: (string | null | undefined)[] = [];
    for (const url of [urlOf(PASSWORD, 1), urlOf('wrong', port)]) {
      mails = [];
      wait();
      const keeper = keeperAt(url);
      await keeper.look();
      expect(mails[0]?.state).toBe('waiting');
      errors.push(mails[0]?.error);
      await keeper.close();
    }
    expect(errors[0]).toMatch(/cannot be reached: .*ECONNREFUSED.* Check SYNCLINE_SMTP_URL\.$/);
    expect(errors[1]).toMatch(/^The SMTP server refused the login \(535 .*\)\. Check SYNCLINE_SMTP_URL\.$/);
    expect(errors.join(' ')).not.toMatch(/wrong\b|p@ss/);
  });
});
