import type { ClosedMonth } from '../../statements/port.ts';
import { isoTime, type ServiceContext } from '../context.ts';

/** The closed months in their order. */
export async function listClosedMonths({ db }: ServiceContext): Promise<ClosedMonth[]> {
  const months = await db.selectFrom('statement_months').selectAll().orderBy('month').execute();
  const counts = await db
    .selectFrom('statements')
    .select((query) => ['month', query.fn.countAll<number>().as('statements')] as const)
    .groupBy('month')
    .execute();
  const counted = new Map(counts.map(({ month, statements }) => [month, statements]));
  return months.map(({ month, closed_at, settled }) => ({
    month,
    closed_at: isoTime(closed_at),
    statements: counted.get(month) ?? 0,
    // Written by `closeMonth`.
    settled: JSON.parse(settled) as Record<string, string>,
  }));
}
