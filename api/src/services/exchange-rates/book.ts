import type { RatesKept } from '@syncline/shared/exchange-rates';
import type { Period } from '@syncline/shared/time';
import { InTurn } from '../../lib/in-turn.ts';
import { rehearsed, type ServiceContext } from '../context.ts';
import { keepRates } from './keep.ts';
import type { RateBatch } from './layer.ts';
import { type DayRate, rateSeries } from './series.ts';
import { takeBackRates } from './take-back.ts';

/** The exchange rates of the workspace: changed in turn, read at any time. */
export class RateBook {
  readonly #ctx: ServiceContext;
  readonly #today: () => string;
  #revision = 0;
  readonly #turns = new InTurn();

  /** `today` is the calendar day of the workspace. */
  constructor(ctx: ServiceContext, today: () => string) {
    this.#ctx = ctx;
    this.#today = today;
  }

  /** Another number after each change. */
  revision(): number {
    return this.#revision;
  }

  today(): string {
    return this.#today();
  }

  /** Keeps the rates of a batch. Errors as `keepRates`. */
  keep(batch: RateBatch): Promise<RatesKept> {
    return this.#inTurn(() => keepRates(this.#ctx, batch, { today: this.#today() }));
  }

  /** What `keep` would answer; nothing is kept. Errors as `keepRates`. */
  rehearse(batch: RateBatch): Promise<RatesKept> {
    return this.#turns.run(() => rehearsed(this.#ctx, (ctx) => keepRates(ctx, batch, { today: this.#today() })));
  }

  /** Takes back what a batch brought; answers how many rates are gone. Errors as `takeBackRates`. */
  takeBack(batch: string): Promise<number> {
    return this.#inTurn(() => takeBackRates(this.#ctx, batch));
  }

  /** As `rateSeries`. */
  series(currencies: readonly string[], period: Period): Promise<ReadonlyMap<string, readonly DayRate[]>> {
    return rateSeries(this.#ctx, { currencies, period });
  }

  #inTurn<Answer>(change: () => Promise<Answer>): Promise<Answer> {
    return this.#turns.run(() =>
      change().finally(() => {
        this.#revision += 1;
      }),
    );
  }
}
