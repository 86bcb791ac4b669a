import type { Logger } from 'pino';
import { RefusedError, TryLaterError } from '../commerce/ports.ts';
import type { Clock } from '../lib/clock.ts';
import { retryAfter } from '../lib/retry.ts';
import type { MailBook, Mailer, WaitingMail } from './port.ts';

const EVERY_MS = 15_000;
/** After so many attempts, about half a day, a mail is given up. */
const MOST_ATTEMPTS = 16;

interface Options {
  book: MailBook;
  /** Null where no SMTP server is set. */
  mailer: Mailer | null;
  /** Where the files that go with mail lie. */
  pathOf: (file: string) => string;
  clock: Clock;
  log: Pick<Logger, 'warn' | 'error'>;
}

/** Hands over the mail that waits, later and later where it is not taken, and keeps what became of each. */
export class MailKeeper {
  readonly #options: Options;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** One pass at a time, so that nothing is handed over twice at once. */
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether an SMTP server is set. */
  get hasMailer(): boolean {
    return this.#options.mailer !== null;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.#options.log.error({ err: error }, 'mail could not be looked at'))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    }, EVERY_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    this.#options.mailer?.close();
  }

  /** Hands over what is due. */
  look(): Promise<void> {
    const pass = this.#running.then(() => this.#pass());
    this.#running = pass.catch(() => undefined);
    return pass;
  }

  async #pass(): Promise<void> {
    for (const mail of await this.#options.book.due()) {
      if (this.#closed) return;
      await this.#send(mail);
    }
  }

  async #send({ file, queuedAt, attempts: before, ...mail }: WaitingMail): Promise<void> {
    const { book, mailer, pathOf, clock, log } = this.#options;
    const { id } = mail;
    if (!mailer) {
      const error = 'No SMTP server is set: SYNCLINE_SMTP_URL and SYNCLINE_MAIL_FROM.';
      await book.record({ id, error, nextTryAt: null });
      return;
    }
    try {
      const attached = file === null ? null : { path: pathOf(file), name: file };
      // Another store counts its mail from 1 as well.
      await mailer.send({ ...mail, id: `mail-${id}-${queuedAt}`, file: attached });
      await book.record({ id, error: null, nextTryAt: null });
    } catch (error) {
      if (!(error instanceof TryLaterError || error instanceof RefusedError)) throw error;
      log.warn({ mail: id, reason: error.message }, 'a mail was not taken');
      const attempts = before + 1;
      const again = error instanceof TryLaterError && attempts < MOST_ATTEMPTS;
      const nextTryAt = again ? clock.now() + retryAfter(attempts) : null;
      await book.record({ id, error: error.message, nextTryAt });
    }
  }
}
