import type { Selectable } from 'kysely';
import type { SimulatedChargeTable } from '../../stores/sql/schema.ts';
import type { ServiceContext } from '../../services/context.ts';
import {
  type ChargeAnswer,
  type ChargeRequest,
  type PaymentGateway,
  type RefundAnswer,
  type RefundRequest,
  RefusedError,
  TryLaterError,
} from '../ports.ts';

type Row = Selectable<SimulatedChargeTable>;

/** How a token that begins like this is answered; every other token is paid. Documented in docs/buy-by-posting.md. */
const DECLINED = /^sim-decline(?:-([a-z_]{1,40}))?/;
/** The charge is made and its first answer lost. */
const LOST_ANSWER = 'sim-timeout-once';
/** Nothing is ever answered, and nothing charged. */
const SILENT = 'sim-timeout';
/** The first request is taken for a repetition of one that is still worked on. */
const BUSY = 'sim-duplicate';

/**
 * A gateway that moves no money: it answers by the token, and keeps what it was asked in the control plane, so that a
 * repetition after a crash gets the answer of the first.
 */
export class SimulatedGateway implements PaymentGateway {
  readonly name = 'simulated';
  readonly #ctx: ServiceContext;

  constructor(ctx: ServiceContext) {
    this.#ctx = ctx;
  }

  async charge({ key, token, amountMinor, currency }: ChargeRequest): Promise<ChargeAnswer> {
    const known = await this.#find(key);
    if (known) return chargeAnswer(known);
    if (token.startsWith(SILENT) && !token.startsWith(LOST_ANSWER)) {
      throw new TryLaterError('The simulated gateway does not answer for this token.');
    }
    const declined = DECLINED.exec(token);
    const row = await this.#keep({
      key,
      kind: 'charge',
      reference: declined ? null : `sim_${key}`,
      amount_minor: amountMinor,
      currency,
      outcome: declined ? 'declined' : 'paid',
      reason: declined ? (declined[1] ?? 'card_declined') : null,
      at: this.#ctx.clock.now(),
    });
    if (token.startsWith(LOST_ANSWER))
      throw new TryLaterError('The simulated gateway charged, and its answer was lost.');
    if (token.startsWith(BUSY)) throw new TryLaterError('The simulated gateway is still working on this key.');
    return chargeAnswer(row);
  }

  async refund({ key, charge, amountMinor, currency }: RefundRequest): Promise<RefundAnswer> {
    const known = await this.#find(key);
    if (known) return refundAnswer(known);
    const { db } = this.#ctx;
    const rows = await db.selectFrom('simulated_charges').selectAll().where('reference', '=', charge).execute();
    const paid = rows.find(({ kind, outcome }) => kind === 'charge' && outcome === 'paid');
    if (!paid || paid.currency !== currency) throw new RefusedError('The simulated gateway knows no such charge.');
    const before = rows
      .filter(({ kind, outcome }) => kind === 'refund' && outcome === 'refunded')
      .reduce((sum, { amount_minor }) => sum + amount_minor, 0);
    const fits = before + amountMinor <= paid.amount_minor;
    return refundAnswer(
      await this.#keep({
        key,
        kind: 'refund',
        reference: charge,
        amount_minor: amountMinor,
        currency,
        outcome: fits ? 'refunded' : 'refused',
        reason: fits ? null : 'more than what is left of the charge',
        at: this.#ctx.clock.now(),
      }),
    );
  }

  #find(key: string): Promise<Row | undefined> {
    return this.#ctx.db.selectFrom('simulated_charges').selectAll().where('key', '=', key).executeTakeFirst();
  }

  /** Keeps the answer, or gives the one that was kept first. */
  async #keep(row: Row): Promise<Row> {
    await this.#ctx.db
      .insertInto('simulated_charges')
      .values(row)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
    return (await this.#find(row.key)) ?? row;
  }
}

function chargeAnswer({ outcome, reference, reason }: Row): ChargeAnswer {
  return outcome === 'paid' && reference !== null
    ? { outcome: 'paid', reference }
    : { outcome: 'declined', reason: reason ?? 'card_declined' };
}

function refundAnswer({ outcome, key, reason }: Row): RefundAnswer {
  return outcome === 'refunded'
    ? { outcome: 'refunded', reference: `sim_${key}` }
    : { outcome: 'refused', reason: reason ?? 'refused' };
}
