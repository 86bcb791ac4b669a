import type { PlatformDay, SpendKept, SpendLine } from '@syncline/shared/spend';
import type { Period } from '@syncline/shared/time';
import { InTurn } from '../../lib/in-turn.ts';
import type { CatalogueLookup } from '../../ingest/port.ts';
import { rehearsed, type ServiceContext } from '../context.ts';
import { keepSpend } from './keep.ts';
import { platformDays, type SpendSums, sumSpend } from './sums.ts';
import { takeBackSpend } from './take-back.ts';

/** The advertising spend of the workspace: changed in turn, read at any time. */
export class SpendBook {
  readonly #ctx: ServiceContext;
  readonly #catalogue: Pick<CatalogueLookup, 'discover' | 'campaign'>;
  /** The only currency in which spend can be kept. */
  readonly currency: string;
  #revision = 0;
  readonly #turns = new InTurn();

  constructor(ctx: ServiceContext, catalogue: Pick<CatalogueLookup, 'discover' | 'campaign'>, currency: string) {
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

  /** What `keep` would answer, and the campaigns that nobody knows; nothing is kept. */
  rehearse(lines: readonly SpendLine[]): Promise<SpendKept & { new_campaigns: string[] }> {
    return this.#turns.run(async () => {
      const campaigns = new Set(lines.map(({ campaign }) => campaign));
      const kept = await rehearsed(this.#ctx, (ctx) => keepSpend(ctx, { batch: 'dry run', lines }));
      return { ...kept, new_campaigns: [...campaigns].filter((slug) => this.#catalogue.campaign(slug) === undefined) };
    });
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
    return this.#turns.run(() =>
      change().finally(() => {
        this.#revision += 1;
      }),
    );
  }
}
