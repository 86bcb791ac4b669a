import { createHmac } from 'node:crypto';
import { currencySchema } from '@syncline/shared/fields';
import { inTransaction, type ServiceContext } from '../context.ts';

export interface WorkspaceSettings {
  /** IANA time zone in which days are counted. */
  timezone: string;
  /** ISO 4217 code of every amount. */
  currency: string;
}

interface Wanted {
  timezone: string | undefined;
  currency: string | undefined;
  secret: Uint8Array;
}

const DEFAULTS: WorkspaceSettings = { timezone: 'UTC', currency: 'USD' };

/**
 * The settings that are fixed when the store is created: kept on the first start (UTC and USD unless asked otherwise),
 * compared on every later one. Throws an Error in plain words when another time zone, currency or secret is asked for:
 * days, amounts and people already stored would change their meaning. Of the secret only a fingerprint is kept.
 */
export async function ensureWorkspace(ctx: ServiceContext, wanted: Wanted): Promise<WorkspaceSettings> {
  const fresh = {
    timezone: canonicalZone(wanted.timezone ?? DEFAULTS.timezone),
    currency: knownCurrency(wanted.currency ?? DEFAULTS.currency),
    secret_fingerprint: fingerprint(wanted.secret),
  };
  return inTransaction(ctx, async ({ db, clock }) => {
    await db
      .insertInto('workspace')
      .values({ id: 1, ...fresh, created_at: clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const stored = await db.selectFrom('workspace').selectAll().where('id', '=', 1).executeTakeFirstOrThrow();
    if (wanted.timezone !== undefined && stored.timezone !== fresh.timezone) {
      throw fixed('SYNCLINE_TIMEZONE', 'time zone', stored.timezone, wanted.timezone);
    }
    if (wanted.currency !== undefined && stored.currency !== fresh.currency) {
      throw fixed('SYNCLINE_CURRENCY', 'currency', stored.currency, wanted.currency);
    }
    if (stored.secret_fingerprint !== fresh.secret_fingerprint) {
      throw new Error(
        'The secret is not the one this store was created with, so every known person would count as a new one. ' +
          'Restore secret.key in the data folder, or set SYNCLINE_SECRET to the value used before.',
      );
    }
    return { timezone: stored.timezone, currency: stored.currency };
  });
}

function fixed(variable: string, what: string, stored: string, wanted: string): Error {
  return new Error(
    `This store was created with the ${what} ${stored}, which is fixed from then on; ${variable} asks for ${wanted}. ` +
      `Set ${variable} to ${stored} or leave it out, or choose another data folder.`,
  );
}

function canonicalZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new Error(`"${zone}" is no IANA time zone. SYNCLINE_TIMEZONE takes a name such as Europe/Berlin.`, { cause });
  }
}

function knownCurrency(currency: string): string {
  const parsed = currencySchema.safeParse(currency);
  if (!parsed.success) throw new Error(`"${currency}" ${parsed.error.issues[0]?.message}. Correct SYNCLINE_CURRENCY.`);
  return parsed.data;
}

/** Tells two secrets apart without giving away either. */
function fingerprint(secret: Uint8Array): string {
  return createHmac('sha256', secret).update('syncline secret fingerprint 1').digest('hex').slice(0, 32);
}
