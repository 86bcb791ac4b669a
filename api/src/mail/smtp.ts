import { access } from 'node:fs/promises';
import { createTransport, type Transporter } from 'nodemailer';
import { RefusedError, TryLaterError } from '../commerce/ports.ts';
import type { Mail, Mailer } from './port.ts';

const PDF = 'application/pdf';
const CONNECT_MS = 15_000;
const SILENT_MS = 60_000;

/** Where mail is handed over, and from whom it is. */
export interface SmtpSettings {
  /** smtp:// or, with TLS from the start, smtps://; with login and port where they are needed. */
  url: string;
  from: string;
}

/** Hands mail to an SMTP server, which passes it on. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter;
  readonly #from: string;
  readonly #domain: string;

  constructor({ url, from }: SmtpSettings) {
    this.#from = from;
    this.#domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
    this.#transport = createTransport({
      url,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      disableUrlAccess: true,
    });
  }

  async send({ id, to, subject, text, file }: Mail): Promise<void> {
    if (file) await mustBeThere(file.path);
    try {
      await this.#transport.sendMail({
        from: this.#from,
        to,
        subject,
        text,
        messageId: `<${id}@${this.#domain}>`,
        // Nobody answers it: out-of-office notes are not to come back.
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...(file ? { attachments: [{ filename: file.name, path: file.path, contentType: PDF }] } : {}),
      });
    } catch (error) {
      throw outcomeOf(error);
    }
  }

  close(): void {
    this.#transport.close();
  }
}

async function mustBeThere(path: string): Promise<void> {
  try {
    await access(path);
  } catch (cause) {
    throw new RefusedError('The file is no longer there.', { cause });
  }
}

interface SmtpError extends Error {
  code?: string;
  /** The reply of the server. */
  responseCode?: number;
  response?: string;
}

function outcomeOf(error: unknown): Error {
  if (!(error instanceof Error)) return new TryLaterError(String(error));
  const { code, responseCode, response, message }: SmtpError = error;
  if (code === 'EAUTH')
    return new TryLaterError(`The SMTP server refused the login (${response ?? message}). Check SYNCLINE_SMTP_URL.`, {
      cause: error,
    });
  if (responseCode === undefined) {
    return new TryLaterError(`The SMTP server cannot be reached: ${message}. Check SYNCLINE_SMTP_URL.`, {
      cause: error,
    });
  }
  const said = `The SMTP server answered: ${response ?? message}`;
  // 4yz is for now, 5yz for good (RFC 5321, 4.2.1).
  return responseCode < 500 ? new TryLaterError(said, { cause: error }) : new RefusedError(said, { cause: error });
}
