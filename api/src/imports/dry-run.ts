import type { ImportEffect } from '@syncline/shared/imports';
import type { RateInput } from '@syncline/shared/exchange-rates';
import type { Reject } from '@syncline/shared/events';
import type { SpendLine } from '@syncline/shared/spend';
import type { Ingest, RehearsedIngest } from '../ingest/port.ts';
import { FieldChecks } from './csv/checks.ts';
import type { RatesSink, SpendSink } from './port.ts';
import { UnusableFileError } from './unusable-file.ts';

/** What would be stored is remembered in memory. */
const MOST_EVENTS = 5_000_000;
const NAMED = 50;
const DISCOVERED = 1000;
const LINES = 20;

interface DryRunParts {
  rehearsed: RehearsedIngest;
  spend: SpendSink;
  rates: RatesSink;
  /** Epoch milliseconds. */
  now: number;
}

/** Stands in for all that an import writes to: the same is decided, nothing is kept, and what it comes to is added up. */
export class DryRun {
  readonly ingest: Pick<Ingest, 'submit' | 'retract' | 'flush'>;
  readonly spend: SpendSink;
  readonly rates: RatesSink;
  readonly checks: FieldChecks;
  readonly #rehearsed: RehearsedIngest;
  readonly #refusals = new Map<string, ImportEffect['refusals'][number]>();
  #spend: SpendLine[] | null = null;
  #rates: readonly RateInput[] = [];
  #newCampaigns: readonly string[] = [];

  constructor({ rehearsed, spend, rates, now }: DryRunParts) {
    this.#rehearsed = rehearsed;
    this.checks = new FieldChecks(now);
    this.ingest = {
      submit: async (batch) => {
        const outcome = await rehearsed.submit(batch);
        for (const reject of outcome.rejects) this.#refuse(reject);
        if (rehearsed.size > MOST_EVENTS) {
          throw new UnusableFileError(
            `A dry run looks at up to ${MOST_EVENTS} events: split the file, or import it without one.`,
          );
        }
        return outcome;
      },
      retract: (retractions) => rehearsed.retract(retractions),
      flush: () => rehearsed.flush(),
    };
    this.spend = {
      ...spend,
      keep: async (_batch, lines) => {
        const { new_campaigns, ...kept } = await spend.rehearse(lines);
        this.#spend = [...lines];
        this.#newCampaigns = new_campaigns;
        return kept;
      },
    };
    this.rates = {
      ...rates,
      keep: async (_batch, lines) => {
        this.#rates = lines;
        return rates.rehearse(lines);
      },
    };
  }

  /** What the file would do, once all of it was read. */
  effect(): ImportEffect {
    const { tally, discovered } = this.#rehearsed;
    const spend = this.#spend ?? [];
    const days = [
      ...tally.days.map(({ day }) => day),
      ...spend.map(({ day }) => day),
      ...this.#rates.map(({ day }) => day),
    ];
    const campaigns = new Map(tally.campaigns);
    for (const { campaign } of spend) campaigns.set(campaign, (campaigns.get(campaign) ?? 0) + 1);
    const newCampaigns = new Set([...discovered.campaigns.keys(), ...this.#newCampaigns]);
    const amounts = spend.flatMap(({ amount_minor }) => amount_minor ?? []);
    return {
      kinds: [...tally.kinds],
      days: extentOf(days),
      campaigns: mostNamed(campaigns, newCampaigns),
      campaigns_named: campaigns.size,
      brands: mostNamed(tally.brands, discovered.brands),
      brands_named: tally.brands.size,
      discovers: {
        brands: someOf(discovered.brands),
        campaigns: someOf(newCampaigns),
        offers: someOf(discovered.offers.keys()),
      },
      money: [...tally.money].map(([currency, { paid, refunded }]) => ({
        currency,
        paid_minor: paid,
        refunded_minor: refunded,
      })),
      spend_minor: amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0),
      refusals: [...this.#refusals.values()].toSorted((one, other) => other.count - one.count),
      fields: this.checks.fields,
      times: this.checks.times,
    };
  }

  #refuse({ code, path, message, line }: Reject): void {
    const key = `${code} ${path}`;
    const group = this.#refusals.get(key) ?? { code, path, message, count: 0, lines: [] };
    group.count += 1;
    if (group.lines.length < LINES) group.lines.push(line);
    this.#refusals.set(key, group);
  }
}

function extentOf(days: readonly string[]): ImportEffect['days'] {
  const different = [...new Set(days)].toSorted();
  const [from, to] = [different[0], different.at(-1)];
  return from === undefined || to === undefined ? null : { from, to, count: different.length };
}

function mostNamed(
  named: ReadonlyMap<string, number>,
  news: { has(slug: string): boolean },
): ImportEffect['campaigns'] {
  return [...named]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, NAMED)
    .map(([slug, rows]) => ({ slug, rows, is_new: news.has(slug) }));
}

function someOf(slugs: Iterable<string>): string[] {
  return [...slugs].toSorted().slice(0, DISCOVERED);
}
