/** Where a field comes from while a mapping is being written: a column (with translations and a prefix as text) or a fixed value. */
export type FieldDraft =
  | { from: 'column'; column: string; translate: string; prefix: string }
  | { from: 'constant'; value: string };
