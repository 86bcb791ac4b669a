import { availableParallelism } from 'node:os';
import { LRUCache } from 'lru-cache';
import { ApiError } from '../lib/errors.ts';
import type { AnalyticsReader } from '../stores/clickhouse/port.ts';

export interface LaneLimits {
  /** Statements in the quick lane at once. */
  quickStatements: number;
  /** A question with a statement that runs longer than this, in milliseconds, is heavy. */
  quickMs: number;
  /** Heavy questions that run at once. */
  heavyQuestions: number;
  /** Questions that wait to run as heavy ones; further ones are refused. */
  heavyWaiting: number;
}

export const LANE_LIMITS: LaneLimits = {
  quickStatements: 8,
  quickMs: 1500,
  heavyQuestions: Math.max(2, Math.floor(availableParallelism() / 4)),
  heavyWaiting: 32,
};

/** How full the lanes are. */
export interface LaneStatus {
  quickStatements: number;
  quickWaiting: number;
  heavyQuestions: number;
  heavyWaiting: number;
}

const QUESTIONS_REMEMBERED = 2000;
const RETRY_SECONDS = 10;

interface Question {
  name: string;
  isHeavy: boolean;
  /** Whether a statement of it ran longer than a quick one may. */
  wasSlow: boolean;
  /** Ends the attempt at answering it that is under way. */
  attempt: AbortController;
  /** Called once it may run as a heavy one. */
  onPlace: () => void;
}

interface Statement {
  question: Question;
  start: () => void;
}

/**
 * Keeps quick questions from waiting behind heavy ones. Every question begins in the quick lane, where so many statements
 * run at once and others wait. One whose statement runs long is heavy: it takes one of the few heavy places and leaves the
 * quick lane without being interrupted. While these are taken it goes on where it is, until a quick question needs its
 * room: then it is stopped, and begun again when a heavy place is free. A question that was heavy the last time waits for
 * a heavy place at once. Nothing is refused for being slow, which the machine can be to blame for: only for waiting in
 * too long a line.
 */
export class Lanes {
  readonly #limits: LaneLimits;
  readonly #knownHeavy = new LRUCache<string, true>({ max: QUESTIONS_REMEMBERED });
  /** Statements in the quick lane, and those that wait for it, in the order they came. */
  readonly #quick = new Set<Statement>();
  #quickWaiting: Statement[] = [];
  /** Questions with a heavy place, and those that should have one, in the order they came. */
  readonly #heavy = new Set<Question>();
  #heavyWaiting: Question[] = [];

  constructor(limits: LaneLimits = LANE_LIMITS) {
    this.#limits = limits;
  }

  get status(): LaneStatus {
    return {
      quickStatements: this.#quick.size,
      quickWaiting: this.#quickWaiting.length,
      heavyQuestions: this.#heavy.size,
      heavyWaiting: this.#heavyWaiting.length,
    };
  }

  /**
   * Runs `work`, which answers the question `name` with the reader and the signal it is given, and may be begun again.
   * Rejects with what `work` rejects with, with the signal's reason once it aborts, and with an ApiError
   * `too_many_requests` when too many heavy questions wait already.
   */
  async run<Result>(
    name: string,
    { reader, signal }: { reader: AnalyticsReader; signal: AbortSignal },
    work: (reader: AnalyticsReader, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const question: Question = {
      name,
      isHeavy: false,
      wasSlow: false,
      attempt: new AbortController(),
      onPlace: () => undefined,
    };
    const own = this.#readerOf(question, reader);
    try {
      if (this.#knownHeavy.has(name)) await this.#heavyPlace(question, signal);
      for (;;) {
        signal.throwIfAborted();
        const attempt = new AbortController();
        question.attempt = attempt;
        try {
          const result = await work(own, AbortSignal.any([signal, attempt.signal]));
          if (!question.wasSlow) this.#knownHeavy.delete(name);
          return result;
        } catch (error) {
          if (signal.aborted || !attempt.signal.aborted) throw error;
        }
        await this.#heavyPlace(question, signal);
      }
    } finally {
      this.#leave(question);
    }
  }

  #readerOf(question: Question, reader: AnalyticsReader): AnalyticsReader {
    return {
      query: async (sql, parameters, row, options = {}) => {
        const statement: Statement = { question, start: () => undefined };
        let slow: NodeJS.Timeout | undefined;
        try {
          if (!question.isHeavy) await this.#quickRoom(statement, options.signal);
          slow = setTimeout(() => this.#slow(question), this.#limits.quickMs);
          return await reader.query(sql, parameters, row, options);
        } finally {
          clearTimeout(slow);
          this.#quick.delete(statement);
          this.#fillQuickLane();
        }
      },
    };
  }

  async #quickRoom(statement: Statement, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#quick.size < this.#limits.quickStatements) {
      this.#quick.add(statement);
      return;
    }
    this.#quickWaiting.push(statement);
    this.#makeRoom();
    try {
      await until((start) => (statement.start = start), signal);
    } finally {
      this.#quickWaiting = this.#quickWaiting.filter((other) => other !== statement);
    }
  }

  #fillQuickLane(): void {
    while (this.#quick.size < this.#limits.quickStatements) {
      const next = this.#quickWaiting.shift();
      if (next === undefined) return;
      this.#quick.add(next);
      next.start();
    }
  }

  #slow(question: Question): void {
    question.wasSlow = true;
    this.#knownHeavy.set(question.name, true);
    if (question.isHeavy || this.#heavyWaiting.includes(question)) return;
    this.#heavyWaiting.push(question);
    this.#fillHeavyPlaces();
    this.#makeRoom();
  }

  /** Stops as many of the slow questions in the quick lane as the quick ones that wait for it need. */
  #makeRoom(): void {
    let needed = this.#quickWaiting.filter(({ question }) => !question.wasSlow).length;
    for (const question of this.#heavyWaiting) {
      if (needed <= 0) return;
      const held = [...this.#quick].filter((statement) => statement.question === question).length;
      if (held > 0) question.attempt.abort(new Error('The question makes room for quicker ones.'));
      needed -= held;
    }
  }

  async #heavyPlace(question: Question, signal: AbortSignal): Promise<void> {
    if (question.isHeavy) return;
    if (!this.#heavyWaiting.includes(question)) {
      if (this.#heavyWaiting.length >= this.#limits.heavyWaiting) throw this.#tooMany();
      this.#heavyWaiting.push(question);
    }
    const placed = until((place) => (question.onPlace = place), signal);
    this.#fillHeavyPlaces();
    await placed;
  }

  #fillHeavyPlaces(): void {
    while (this.#heavy.size < this.#limits.heavyQuestions) {
      const next = this.#heavyWaiting.shift();
      if (next === undefined) return;
      this.#heavy.add(next);
      next.isHeavy = true;
      next.onPlace();
      this.#leaveQuickLane(next);
    }
  }

  #leaveQuickLane(question: Question): void {
    for (const statement of this.#quick) {
      if (statement.question === question) this.#quick.delete(statement);
    }
    for (const statement of this.#quickWaiting) {
      if (statement.question === question) statement.start();
    }
    this.#quickWaiting = this.#quickWaiting.filter((statement) => statement.question !== question);
    this.#fillQuickLane();
  }

  #leave(question: Question): void {
    question.attempt.abort(new Error('The question is over.'));
    this.#heavyWaiting = this.#heavyWaiting.filter((other) => other !== question);
    this.#heavy.delete(question);
    this.#fillHeavyPlaces();
  }

  #tooMany(): ApiError {
    const { heavyQuestions, heavyWaiting } = this.#limits;
    return new ApiError(
      'too_many_requests',
      `${heavyQuestions} heavy questions are being answered and ${heavyWaiting} wait; this one would be one more.`,
      {
        hint: 'Ask again after the time in Retry-After, or ask for less: a shorter period, a filter, fewer dimensions.',
        retryAfterSeconds: RETRY_SECONDS,
      },
    );
  }
}

/** Resolves once the function handed to `register` is called; rejects with the signal's reason when it aborts before. */
function until(register: (resolve: () => void) => void, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', stop, { once: true });
    register(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    if (signal?.aborted) stop();
  });
}
