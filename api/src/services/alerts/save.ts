import type { Alert, AlertInput } from '@syncline/shared/alerts';
import { requireBrand, requireCampaign, unknown } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { insertUnderName } from '../stem.ts';
import { toAlert } from './alert.ts';

/** Keeps an alert, not judged yet; `invalid_body` when the catalogue does not hold what it watches. */
export function createAlert(ctx: ServiceContext, input: AlertInput): Promise<Alert> {
  return inTransaction(ctx, async (own) => {
    await requireBrand(own, input.brand);
    await requireCampaign(own, input.campaign);
    const now = own.clock.now();
    const row = await insertUnderName(input.name, 'alert', (id) =>
      own.db
        .insertInto('alerts')
        .values({ id, terms: JSON.stringify(input), state: 'clear', created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    return toAlert(row);
  });
}

/** Puts other terms in the place of an alert's; it begins anew, clear and not judged, and is one's own from then on. `not_found` when there is none. */
export function updateAlert(ctx: ServiceContext, { id, alert }: { id: string; alert: AlertInput }): Promise<Alert> {
  return inTransaction(ctx, async (own) => {
    await requireBrand(own, alert.brand);
    await requireCampaign(own, alert.campaign);
    const row = await own.db
      .updateTable('alerts')
      .set({
        terms: JSON.stringify(alert),
        state: 'clear',
        judged: null,
        trouble: null,
        origin: 'own',
        updated_at: own.clock.now(),
      })
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw unknown('alert', id);
    return toAlert(row);
  });
}

/** Takes an alert away, or brings it back as it stood, its news with it; `not_found` when there is none. */
export async function setAlertRemoved(
  { db, clock }: ServiceContext,
  { id, removed }: { id: string; removed: boolean },
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('alerts')
    .set({ removed_at: removed ? clock.now() : null })
    .where('id', '=', id)
    .where('removed_at', removed ? 'is' : 'is not', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw unknown('alert', id);
}
