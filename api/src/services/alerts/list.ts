import type { Alert } from '@syncline/shared/alerts';
import type { ServiceContext } from '../context.ts';
import { toAlert } from './alert.ts';

/** Every alert, those that fire first, then by name. */
export async function listAlerts({ db }: ServiceContext): Promise<Alert[]> {
  const rows = await db.selectFrom('alerts').selectAll().where('removed_at', 'is', null).orderBy('id').execute();
  const rank = ({ state }: Alert) => (state === 'firing' ? 0 : 1);
  return rows.map(toAlert).sort((one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1));
}
