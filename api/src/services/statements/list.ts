import type { Statement } from '@syncline/shared/statements';
import type { ServiceContext } from '../context.ts';
import { toStatement } from './statement.ts';

/** The statements of a closed month, in the order of their numbers; none where it is not closed. */
export async function listStatements({ db }: ServiceContext, month: string): Promise<Statement[]> {
  const rows = await db
    .selectFrom('statements')
    .select(['document', 'digest'])
    .where('month', '=', month)
    .orderBy('place')
    .execute();
  return rows.map(toStatement);
}
