import type { AnswerMeta } from '@syncline/shared/query';
import { type Comparison, type Period, resolveComparison } from '@syncline/shared/time';
import { LRUCache } from 'lru-cache';
import { canonicalJson } from '../lib/canonical-json.ts';
import { ApiError } from '../lib/errors.ts';
import { QueryTooHeavyError } from '../stores/clickhouse/port.ts';
import type { QueryContext } from './context.ts';
import type { Lanes } from './lanes.ts';
import { backlogWarning, elapsedMs } from './meta.ts';
import { SharedWork } from './shared-work.ts';

const MIB = 1024 * 1024;
const KEPT_BYTES = 64 * MIB;
/** Heap that a parsed answer takes at most, as a multiple of its JSON text; 1.2 was measured. */
const HEAP_PER_TEXT = 2;

/** What became of a request for an answer; refused is what cannot be asked or is too heavy, failed what should have been answered. */
export const OUTCOMES = ['computed', 'joined', 'cached', 'cancelled', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Told of every request for an answer: which kind of question, what became of it, and how long it took. */
export type Observe = (kind: string, outcome: Outcome, seconds: number) => void;

export interface AnswersOptions {
  context: QueryContext;
  lanes: Lanes;
  /** Names what a question over these periods can see now: another text whenever its answer could be another. */
  dataVersion: (periods: readonly Period[]) => string;
  observe: Observe;
  /** The most heap that kept answers may take, in bytes. */
  keptBytes?: number;
}

/** What every question has, as parsed: whatever else it holds decides its answer too. */
export interface Asked {
  period: Period;
  compare?: Comparison | undefined;
}

export interface Described {
  meta: AnswerMeta;
}

interface Kept {
  version: string;
  answer: Described;
  /** From this instant on it is another, whatever the data; null is never. */
  changesAt: string | null;
}

/** What is particular about a kind of answers. */
export interface AnswerTraits<Answer> {
  /** When an answer changes by the clock alone, RFC 3339; null, as without it, is never. */
  changesAt?: (answer: Answer) => string | null;
  /** The days that an answer over a period hangs on, where these are more than the period's. */
  hangsOn?: (period: Period) => Period;
}

/** Computes the answer to one kind of question. */
export type Compute<Request, Answer> = (
  context: QueryContext,
  request: Request,
  signal: AbortSignal,
) => Promise<Answer>;

/**
 * Answers questions without doing anything twice: a question that is being computed already is waited for together, and
 * an answer is kept until the data it counts changes. What is computed runs in the lanes and is stopped when nobody waits
 * for it any more.
 */
export class Answers {
  readonly #options: AnswersOptions;
  readonly #work = new SharedWork<Described>();
  readonly #kept: LRUCache<string, Kept>;

  constructor(options: AnswersOptions) {
    this.#options = options;
    this.#kept = new LRUCache({ maxSize: options.keptBytes ?? KEPT_BYTES });
  }

  /**
   * The answer to a parsed request of a kind of question. `as_of` says when its figures were computed; the time it took,
   * whether it was in memory and the warning of a backlog are this request's own. Rejects with what `compute` rejects
   * with, with CallerGoneError once the signal aborts, and with an ApiError `too_many_requests` as Lanes do.
   */
  async ask<Request extends Asked, Answer extends Described>(
    kind: string,
    compute: Compute<Request, Answer>,
    request: Request,
    signal?: AbortSignal,
    traits: AnswerTraits<Answer> = {},
  ): Promise<Answer> {
    const started = performance.now();
    const told = (outcome: Outcome) => this.#options.observe(kind, outcome, (performance.now() - started) / 1000);
    try {
      const { answer, outcome } = await this.#find(kind, compute, request, { signal, traits });
      told(outcome);
      return this.#own(answer, outcome === 'cached', started);
    } catch (error) {
      told(signal?.aborted ? 'cancelled' : isRefusal(error) ? 'refused' : 'failed');
      throw error;
    }
  }

  /**
   * Runs `read`, one part of something long, in the lanes: other questions go in between parts. It may be begun again.
   * Rejects as `ask`.
   */
  part<Result>(
    name: string,
    read: (reader: QueryContext['reader'], signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    const { context, lanes } = this.#options;
    return lanes.run(name, { reader: context.reader, signal }, read);
  }

  /** What questions are answered from; each part of a reading is asked by `part`. */
  get context(): QueryContext {
    return this.#options.context;
  }

  /** Names what questions over these periods can see now: another text whenever the answer to one could be another. */
  version(periods: readonly Period[]): string {
    return this.#options.dataVersion(periods);
  }

  async #find<Request extends Asked, Answer extends Described>(
    kind: string,
    compute: Compute<Request, Answer>,
    request: Request,
    { signal, traits }: { signal: AbortSignal | undefined; traits: AnswerTraits<Answer> },
  ): Promise<{ answer: Answer; outcome: Outcome }> {
    const { context, lanes, dataVersion } = this.#options;
    const question = `${kind} ${canonicalJson(request)}`;
    const periods = periodsOf(request, traits);
    const version = dataVersion(periods);
    const kept = this.#kept.get(question);
    // The name of the question begins with its kind, and a kind has one type of answer.
    if (kept?.version === version && !this.#isOver(kept)) return { answer: kept.answer as Answer, outcome: 'cached' };
    const { joined, result } = this.#work.join(
      `${version} ${question}`,
      async (stop) => {
        const answer = await lanes.run(question, { reader: context.reader, signal: stop }, (reader, stop) =>
          compute({ ...context, reader }, request, stop),
        );
        if (dataVersion(periods) === version)
          this.#keep(question, { version, answer, changesAt: traits.changesAt?.(answer) ?? null });
        return answer;
      },
      signal,
    );
    return { answer: (await result) as Answer, outcome: joined ? 'joined' : 'computed' };
  }

  #isOver({ changesAt }: Kept): boolean {
    return changesAt !== null && this.#options.context.clock.now() > Date.parse(changesAt);
  }

  #keep(question: string, kept: Kept): void {
    const size = question.length + JSON.stringify(kept.answer).length * HEAP_PER_TEXT;
    this.#kept.set(question, kept, { size });
  }

  /** The answer as one request is told it. */
  #own<Answer extends Described>(answer: Answer, cached: boolean, started: number): Answer {
    const { meta } = answer;
    const warnings = meta.warnings.filter(({ code }) => code !== 'backlog');
    return {
      ...answer,
      meta: {
        ...meta,
        cached,
        elapsed_ms: elapsedMs(started),
        warnings: [...warnings, ...backlogWarning(this.#options.context)],
      },
    };
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof QueryTooHeavyError || error instanceof ApiError;
}

/** The days that the answer to a request hangs on: those asked about and compared with, and more where its kind says so. */
export function periodsOf(
  { period, compare }: Asked,
  { hangsOn }: Pick<AnswerTraits<never>, 'hangsOn'> = {},
): Period[] {
  const asked = compare === undefined ? [period] : [period, resolveComparison(period, compare)];
  return hangsOn ? asked.map(hangsOn) : asked;
}
