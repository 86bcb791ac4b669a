import type { ColumnBuilderCallback, ColumnDataType, RawBuilder, Transaction } from 'kysely';
import type { Database } from '../schema.ts';

/** What the two dialects write differently in a table definition. */
export interface ColumnTypes {
  /** Text compared by code point, whatever the locale of the database. */
  text: RawBuilder<unknown>;
  /** An integer primary key that grows with every row. */
  growing: { type: ColumnDataType; build: ColumnBuilderCallback };
}

/** One step of the schema. A released step is never changed, and none is ever undone. */
export interface Migration {
  name: string;
  up(db: Transaction<Database>, types: ColumnTypes): Promise<void>;
}
