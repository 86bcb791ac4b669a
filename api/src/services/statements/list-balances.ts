import type { Balance } from '../../statements/port.ts';
import type { ServiceContext } from '../context.ts';
import { toStatement } from './statement.ts';

/** What every party was left with by its last closed statement in each currency. */
export async function listBalances({ db }: ServiceContext): Promise<Balance[]> {
  const rows = await db
    .selectFrom('statements')
    .select(['document', 'digest'])
    .where(
      'place',
      'in',
      db
        .selectFrom('statements')
        .select((query) => query.fn.max('place').as('place'))
        .groupBy(['party', 'currency']),
    )
    .orderBy('place')
    .execute();
  return rows
    .map(toStatement)
    .map(({ party, name, role, currency, totals }) => ({ party, name, role, currency, closing: totals.closing }));
}
