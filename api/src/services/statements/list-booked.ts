import type { MonthLine } from '../../statements/port.ts';
import type { ServiceContext } from '../context.ts';
import { toStatement } from './statement.ts';

/** All that closed statements say of the months from `month` on, in their lines and in adjustments of later ones. */
export async function listBooked({ db }: ServiceContext, month: string): Promise<MonthLine[]> {
  const rows = await db
    .selectFrom('statements')
    .select(['document', 'digest'])
    .where('month', '>=', month)
    .orderBy('place')
    .execute();
  return rows
    .map(toStatement)
    .flatMap(({ party, currency, month: own, lines, adjustments }) => [
      ...lines.map((line) => ({ ...line, party, currency, month: own })),
      ...adjustments.filter((line) => line.month >= month).map((line) => ({ ...line, party, currency })),
    ]);
}
