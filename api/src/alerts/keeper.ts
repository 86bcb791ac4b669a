import type { Alert, AlertFinding, AlertTrial } from '@syncline/shared/alerts';
import { type QueryInput, querySchema } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import type { Logger } from 'pino';
import { RefusedError, TryLaterError } from '../commerce/ports.ts';
import { ApiError } from '../lib/errors.ts';
import { InTurn } from '../lib/in-turn.ts';
import type { Answers } from '../query/answers.ts';
import { retryAfter } from '../lib/retry.ts';
import { Rounds } from '../lib/rounds.ts';
import { answerQuery } from '../query/run.ts';
import { getAlert } from '../services/alerts/alert.ts';
import { listAlerts } from '../services/alerts/list.ts';
import { dueNews, recordDelivery } from '../services/alerts/news.ts';
import { recordFinding, recordTrouble } from '../services/alerts/record.ts';
import type { ServiceContext } from '../services/context.ts';
import { changeInPercent, judge, periodsToJudge, questionOf } from './judge.ts';
import { alertLetter } from './letter.ts';
import { type AlertWebhook, newsMessage, tell, testMessage } from './webhook.ts';

const EVERY_MS = 120_000;
const FIRST_AFTER_MS = 15_000;
/** After so many attempts, about half a day, a delivery is given up. */
const MOST_ATTEMPTS = 16;

interface Options {
  ctx: ServiceContext;
  answers: Pick<Answers, 'ask'>;
  today: () => string;
  /** That of the workspace. */
  currency: string;
  /** What campaigns and brands are called. */
  names: () => Promise<{ campaigns: ReadonlyMap<string, string>; brands: ReadonlyMap<string, string> }>;
  /** Whether questions do not see yet all that was acknowledged: figures are judged later then. */
  isBehind: () => boolean;
  webhook: AlertWebhook | null;
  log: Pick<Logger, 'warn' | 'error'>;
}

/** What is known of a period; `final` when it can change by late events alone. */
interface Asked {
  finding: AlertFinding;
  question: QueryInput;
  isFinal: boolean;
  isEmpty: boolean;
}

/** Holds the figures of periods against the levels of alerts, every two minutes, and tells of those that fire and clear. */
export class AlertKeeper {
  readonly #options: Options;
  readonly #stopping = new AbortController();
  readonly #rounds: Rounds;
  /** One pass at a time, so that an alert is not judged twice at once. */
  readonly #turns = new InTurn();

  constructor(options: Options) {
    this.#options = options;
    this.#rounds = new Rounds(() => this.look(), {
      firstAfterMs: FIRST_AFTER_MS,
      everyMs: EVERY_MS,
      onError: (error) => options.log.error({ err: error }, 'alerts could not be looked at'),
    });
  }

  get hasWebhook(): boolean {
    return this.#options.webhook !== null;
  }

  start(): void {
    this.#rounds.start();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#rounds.close();
    await this.#turns.idle();
  }

  /** Judges every alert, or the one that is named, and sends what is due. */
  look(id?: string): Promise<void> {
    return this.#turns.run(() => this.#pass(id));
  }

  /** What an alert would be judged by now, and whether a test message by webhook is taken; nothing is kept of it. */
  async test(id: string): Promise<AlertTrial> {
    const { ctx, today, webhook } = this.#options;
    const alert = await getAlert(ctx, id);
    const period = periodsToJudge(alert, today()).at(-1);
    if (!period) throw new Error('There is always a period to judge.');
    const { finding, question } = await this.#ask(alert, period);
    const state = judge('clear', alert, finding.measured);
    if (!alert.webhook || !webhook) return { finding, state, webhook: 'off', error: null };
    try {
      await tell(webhook, testMessage(alert, { finding, question, now: ctx.clock.now() }), ctx.clock);
      return { finding, state, webhook: 'delivered', error: null };
    } catch (error) {
      if (!(error instanceof TryLaterError || error instanceof RefusedError)) throw error;
      return { finding, state, webhook: 'failed', error: error.message };
    }
  }

  async #pass(id: string | undefined): Promise<void> {
    const { ctx, isBehind, log } = this.#options;
    const alerts = id === undefined ? await listAlerts(ctx) : [await getAlert(ctx, id)];
    for (const alert of isBehind() ? [] : alerts) {
      if (this.#stopping.signal.aborted) return;
      try {
        await this.#judge(alert);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        const isTold = error instanceof ApiError;
        if (!isTold) log.error({ err: error, alert: alert.id }, 'an alert could not be judged');
        await recordTrouble(
          ctx,
          alert.id,
          isTold ? error.message : 'It could not be asked; see the log of the server.',
        );
      }
    }
    await this.#deliver();
  }

  async #judge(alert: Alert): Promise<void> {
    const { ctx, today } = this.#options;
    let { state } = alert;
    for (const period of periodsToJudge(alert, today())) {
      const { finding, question, isFinal, isEmpty } = await this.#ask(alert, period);
      if (!alert.open && !isFinal) return;
      if (isEmpty) continue;
      const next = judge(state, alert, finding.measured);
      const isMailed = next !== state && alert.mail.length > 0;
      const letter = isMailed ? await this.#letter(alert, finding, next) : null;
      const judged = { alert: { ...alert, state }, finding, state: next, question, letter };
      if (!(await recordFinding(ctx, judged))) return;
      state = next;
    }
  }

  async #letter(alert: Alert, finding: AlertFinding, state: Alert['state']) {
    const { currency, names } = this.#options;
    const { campaigns, brands } = await names();
    const { campaign, brand } = alert;
    const about =
      campaign !== null
        ? (campaigns.get(campaign) ?? campaign)
        : brand === null
          ? 'everything'
          : (brands.get(brand) ?? brand);
    return alertLetter({ alert, finding, state, about, currency });
  }

  async #ask(alert: Alert, period: Period): Promise<Asked> {
    const question = questionOf(alert, period);
    const { totals, meta } = await this.#options.answers.ask(
      'alert',
      answerQuery,
      querySchema.parse(question),
      this.#stopping.signal,
    );
    const value = totals.metrics[alert.metric] ?? null;
    const before = totals.comparison?.[alert.metric] ?? null;
    const measured = alert.measure === 'change' ? changeInPercent(value, before) : value;
    return {
      finding: { period, value, before, measured },
      question,
      isFinal: !meta.open_days.some((day) => day >= period.from && day <= period.to),
      isEmpty: meta.warnings.some(({ code }) => code === 'no_data'),
    };
  }

  async #deliver(): Promise<void> {
    const { ctx, webhook, log } = this.#options;
    for (const news of await dueNews(ctx)) {
      if (this.#stopping.signal.aborted) return;
      if (!webhook) {
        const error = 'No address is set: SYNCLINE_ALERT_URL and SYNCLINE_ALERT_SECRET.';
        await recordDelivery(ctx, { id: news.id, error, nextTryAt: null });
        continue;
      }
      try {
        await tell(webhook, newsMessage(news), ctx.clock);
        await recordDelivery(ctx, { id: news.id, error: null, nextTryAt: null });
      } catch (error) {
        if (!(error instanceof TryLaterError || error instanceof RefusedError)) throw error;
        log.warn({ news: news.id, reason: error.message }, 'an alert could not be delivered');
        const attempts = news.webhook.attempts + 1;
        const again = error instanceof TryLaterError && attempts < MOST_ATTEMPTS;
        const wait = retryAfter(attempts);
        const after = error instanceof TryLaterError ? Math.max(wait, error.afterMs ?? 0) : wait;
        await recordDelivery(ctx, {
          id: news.id,
          error: error.message,
          nextTryAt: again ? ctx.clock.now() + after : null,
        });
      }
    }
  }
}
