import type { AnsweredTable, Study, StudyDocument } from '@syncline/shared/studies';
import { ApiError } from '../lib/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Answers } from '../query/answers.ts';
import { digestOf } from './digest.ts';
import { answerTable, hangsOn } from './tables.ts';

/** How often the tables are asked while events keep coming in between them. */
const MOST_PASSES = 3;

/** What a run needs to know of the store. */
export interface StudyData {
  answers: Pick<Answers, 'ask' | 'version'>;
  clock: Clock;
  timezone: string;
  currency: string;
  /** The version of Syncline. */
  version: string;
  /** Resolves with the newest journal record once queries can see all that was acknowledged. */
  settle(): Promise<number>;
  /** Acknowledged events that queries cannot see yet. */
  backlogEvents(): number;
}

/** A run that was answered and is not kept yet. */
interface AnsweredRun {
  document: StudyDocument;
  digest: string;
  /** Epoch milliseconds. */
  asOf: number;
  /** The newest journal record that was counted. */
  record: number;
}

interface Pass {
  tables: AnsweredTable[];
  record: number;
  /** Whether every table saw the same events. */
  steady: boolean;
}

interface Progress {
  answered: number;
  tables: number;
}

/** Answers all tables of a study against the same events; one run of a study at a time. */
export class StudyRunner {
  readonly #data: StudyData;
  readonly #running = new Map<string, Progress>();

  constructor(data: StudyData) {
    this.#data = data;
  }

  /** How far the run of a study is; null while none is under way. */
  progress(study: string): Progress | null {
    return this.#running.get(study) ?? null;
  }

  /**
   * Every table answered, again where events came in between them, until all saw the same events or gave the same figures
   * twice; `moved` says that neither came to be. `conflict` while the study is being run; otherwise rejects as the endpoint
   * of the table that cannot be answered does, naming the table.
   */
  async run(
    study: Pick<Study, 'id' | 'name' | 'question' | 'population' | 'tables'>,
    signal?: AbortSignal,
  ): Promise<AnsweredRun> {
    if (this.#running.has(study.id)) {
      throw new ApiError('conflict', 'The study is being run already.', { hint: 'Wait for that run to end.' });
    }
    const progress = { answered: 0, tables: study.tables.length };
    this.#running.set(study.id, progress);
    try {
      return await this.#answer(study, progress, signal);
    } finally {
      this.#running.delete(study.id);
    }
  }

  async #answer(
    { name, question, population, tables }: Parameters<StudyRunner['run']>[0],
    progress: Progress,
    signal: AbortSignal | undefined,
  ): Promise<AnsweredRun> {
    const { clock, timezone, currency, version } = this.#data;
    const keyOf = (pass: Pass) => digestOf({ timezone, currency, tables: pass.tables });
    let pass = await this.#pass(tables, progress, signal);
    let digest = keyOf(pass);
    for (let passes = 1; !pass.steady && passes < MOST_PASSES; passes += 1) {
      const next = await this.#pass(tables, progress, signal);
      const again = keyOf(next);
      pass = { ...next, steady: next.steady || again === digest };
      digest = again;
    }
    const document = {
      name,
      question,
      population,
      timezone,
      currency,
      version,
      moved: !pass.steady,
      tables: pass.tables,
    };
    return { document, digest, asOf: clock.now(), record: pass.record };
  }

  async #pass(tables: Study['tables'], progress: Progress, signal: AbortSignal | undefined): Promise<Pass> {
    const { answers } = this.#data;
    const record = await this.#data.settle();
    const periods = tables.flatMap((table) => hangsOn(table));
    const version = answers.version(periods);
    const answered: AnsweredTable[] = [];
    progress.answered = 0;
    for (const [place, table] of tables.entries()) {
      answered.push(await naming(place, answerTable(answers, table, signal)));
      progress.answered += 1;
    }
    const steady = answers.version(periods) === version && this.#data.backlogEvents() === 0;
    return { tables: answered, record, steady };
  }
}

/** What a table is refused with, at its place in the study. */
async function naming<Answer>(place: number, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const within = `tables[${place}].request`;
    throw new ApiError(error.code, `Table ${place + 1}: ${error.message}`, {
      path: error.path === undefined ? within : `${within}.${error.path}`,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
      cause: error,
    });
  }
}
