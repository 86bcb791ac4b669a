import type { Agreement } from '@syncline/shared/agreements';
import {
  type FrequencyAnswer,
  type FunnelAnswer,
  frequencyRequestSchema,
  funnelRequestSchema,
  type QueryAnswer,
  type QueryInput,
  querySchema,
  type ReachCurveAnswer,
  reachCurveRequestSchema,
} from '@syncline/shared/query';
import type { ReportInput } from '@syncline/shared/reports';
import { type IndexAnswer, indexRequestSchema } from '@syncline/shared/research';
import { type RevenueShareAnswer, revenueShareRequestSchema } from '@syncline/shared/revenue-share';
import type { Period } from '@syncline/shared/time';
import { answerFrequency } from '../query/analysis/frequency.ts';
import { answerFunnel } from '../query/analysis/funnel.ts';
import { answerReachCurve } from '../query/analysis/reach-curve.ts';
import { answerIndex } from '../query/analysis/research.ts';
import { answerRevenueShare } from '../query/analysis/revenue-share.ts';
import { FOLLOWS_OF_BEFORE } from '../query/analysis/standing.ts';
import type { Answers } from '../query/answers.ts';
import { answerQuery } from '../query/run.ts';
import type { OfferPrices } from '../settlement/known.ts';

/** What the shares of revenue hang on besides the log. */
export interface ShareTerms {
  agreements: readonly Agreement[];
  offers: readonly OfferPrices[];
}

/** What a report is about. */
export interface ReportScope extends Pick<ReportInput, 'brand' | 'campaign' | 'compare'> {
  period: Period;
}

/** The questions of a report, all about the same days and events: each is answered as its own endpoint answers it. */
export class Questions {
  readonly #answers: Pick<Answers, 'ask'>;
  readonly #terms: () => Promise<ShareTerms>;
  readonly #signal: AbortSignal | undefined;
  readonly scope: ReportScope;

  constructor(
    scope: ReportScope,
    from: { answers: Pick<Answers, 'ask'>; terms: () => Promise<ShareTerms>; signal?: AbortSignal | undefined },
  ) {
    this.scope = scope;
    this.#answers = from.answers;
    this.#terms = from.terms;
    this.#signal = from.signal;
  }

  /** Compared where the report is, unless it says not to. */
  query({ compared = true, ...question }: Omit<QueryInput, 'period' | 'filters' | 'compare'> & { compared?: boolean }) {
    const { compare } = this.scope;
    const request = querySchema.parse({ ...question, ...this.#asked(), ...(compared && compare ? { compare } : {}) });
    return this.#answers.ask<typeof request, QueryAnswer>('query', answerQuery, request, this.#signal);
  }

  frequency(): Promise<FrequencyAnswer> {
    const request = frequencyRequestSchema.parse(this.#asked());
    return this.#answers.ask('frequency', answerFrequency, request, this.#signal);
  }

  reachCurve(): Promise<ReachCurveAnswer> {
    const request = reachCurveRequestSchema.parse(this.#asked());
    return this.#answers.ask('reach-curve', answerReachCurve, request, this.#signal);
  }

  funnel(): Promise<FunnelAnswer> {
    const request = funnelRequestSchema.parse(this.#asked());
    return this.#answers.ask('funnel', answerFunnel, request, this.#signal);
  }

  /** Primary mobile people against everyone else. */
  index(): Promise<IndexAnswer> {
    const request = indexRequestSchema.parse({ ...this.#asked(), means: [] });
    return this.#answers.ask('index', answerIndex, request, this.#signal, FOLLOWS_OF_BEFORE);
  }

  async shares(): Promise<RevenueShareAnswer> {
    const request = { ...revenueShareRequestSchema.parse(this.#asked()), ...(await this.#terms()) };
    return this.#answers.ask('revenue-share', answerRevenueShare, request, this.#signal);
  }

  /** The days and filters that every question has, with the rules it goes by where it says none of its own. */
  get request() {
    return funnelRequestSchema.parse(this.#asked());
  }

  #asked() {
    const { period, brand, campaign } = this.scope;
    const filters = Object.entries({ brand, campaign }).flatMap(([dimension, value]) =>
      value === null ? [] : [{ dimension, op: 'is', values: [value] }],
    );
    return { period, filters };
  }
}
