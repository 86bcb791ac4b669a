/** The address of a page under a name. */
export interface ViewTable {
  id: string;
  name: string;
  page: string;
  /** What stands behind the path, as a JSON object of texts. */
  search: string;
  /** A period that moves on with time, by its name. */
  period: string | null;
  created_at: number;
  updated_at: number;
}
