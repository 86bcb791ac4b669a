import type { PlatformDay, SpendKept, SpendLine } from '@syncline/shared/spend';
import type { Period } from '@syncline/shared/time';
import type { CatalogueLookup } from '../../ingest/port.ts';
import type { ServiceContext } from '../context.ts';
import { keepSpend } from './keep.ts';
import { platformDays, type SpendSums, sumSpend } from './sums.ts';
import { takeBackSpend } from './take-back.ts';

/** The advertising spend of the workspace: changed in turn, read at any time. */
export class SpendBook {
  readonly #ctx: ServiceContext;
  readonly #catalogue: Pick<CatalogueLookup, 'discover'>;
  /** The only currency in which spend can be kept. */
  readonly currency: string;
  #revision = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ctx: ServiceContext, catalogue: Pick<CatalogueLookup, 'discover'>, currency: string) {
    this.#ctx = ctx;
    this.#catalogue = catalogue;
    this.currency = currency;
  }

  /** Another number after each change. */
  revision(): number {
    return this.#revision;
  }

  /** Keeps the lines of a batch; campaigns that nobody knows enter the catalogue as discovered. Errors as `keepSpend`. */
  keep(batch: string, lines: readonly SpendLine[]): Promise<SpendKept> {
    return this.#keep({ batch, lines });
  }

  /** As `keep`, but leaves what is known already as it is. */
  fillIn(batch: string, lines: readonly SpendLine[]): Promise<SpendKept> {
    return this.#keep({ batch, lines, known: 'left' });
  }

  #keep(given: Parameters<typeof keepSpend>[1]): Promise<SpendKept> {
    return this.#inTurn(async () => {
      const campaigns = new Map(given.lines.map(({ campaign }) => [campaign, null]));
      await this.#catalogue.discover({ brands: new Set(), campaigns, offers: new Map() }, '');
      return keepSpend(this.#ctx, given);
    });
  }

  /** Takes back what a batch brought; answers how many lines are gone. Errors as `takeBackSpend`. */
  takeBack(batch: string): Promise<number> {
    return this.#inTurn(() => takeBackSpend(this.#ctx, batch));
  }

  platformDays(period: Period): Promise<PlatformDay[]> {
    return platformDays(this.#ctx, period);
  }

  sums(periods: readonly Period[]): Promise<SpendSums> {
    return sumSpend(this.#ctx, periods);
  }

  #inTurn<Answer>(change: () => Promise<Answer>): Promise<Answer> {
    const turn = this.#last.then(change).finally(() => {
      this.#revision += 1;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
