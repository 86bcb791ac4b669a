/** A mail to one address. */
export interface Mail {
  /** The same in every repetition: a server that has it already can tell. */
  id: string;
  to: string;
  subject: string;
  text: string;
  /** A file that goes with it. */
  file: { path: string; name: string } | null;
}

/**
 * Hands mail over. Safe to repeat. Throws TryLaterError while the server cannot take it, and RefusedError where it never
 * will, in words for whoever runs the store.
 */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** A mail that waits to be handed over. */
export interface WaitingMail {
  id: number;
  to: string;
  subject: string;
  text: string;
  file: string | null;
  /** Epoch milliseconds. */
  queuedAt: number;
  attempts: number;
}

/** Where mail waits until it was handed over, and what became of it is kept. */
export interface MailBook {
  due(): Promise<WaitingMail[]>;
  record(outcome: { id: number; error: string | null; nextTryAt: number | null }): Promise<void>;
}
