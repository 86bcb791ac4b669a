import type { Logger } from 'pino';
import { RefusedError, TryLaterError } from '../commerce/ports.ts';
import type { Clock } from '../lib/clock.ts';
import { InTurn } from '../lib/in-turn.ts';
import { retryAfter } from '../lib/retry.ts';
import { Rounds } from '../lib/rounds.ts';
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
  readonly #rounds: Rounds;
  /** One pass at a time, so that nothing is handed over twice at once. */
  readonly #turns = new InTurn();
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#rounds = new Rounds(() => this.look(), {
      everyMs: EVERY_MS,
      onError: (error) => options.log.error({ err: error }, 'mail could not be looked at'),
    });
  }

  /** Whether an SMTP server is set. */
  get hasMailer(): boolean {
    return this.#options.mailer !== null;
  }

  start(): void {
    this.#rounds.start();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#rounds.close();
    await this.#turns.idle();
    this.#options.mailer?.close();
  }

  /** Hands over what is due. */
  look(): Promise<void> {
    return this.#turns.run(() => this.#pass());
  }

  async #pass(): Promise<void> {
    for (const mail of await this.#options.book.due()) {
      if (this.#isClosed) return;
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
