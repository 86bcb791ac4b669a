import { type Statement, statementSchema } from '@syncline/shared/statements';
import type { Selectable } from 'kysely';
import type { StatementTable } from '../../stores/sql/schema-revenue.ts';

export function toStatement({ document, digest }: Pick<Selectable<StatementTable>, 'document' | 'digest'>): Statement {
  return statementSchema.parse({ ...JSON.parse(document), state: 'closed', digest });
}
