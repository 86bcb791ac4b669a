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

/** A note over days; it keeps the names of what it is about, also when the catalogue lost them. */
export interface AnnotationTable {
  id: string;
  title: string;
  text: string;
  day_from: string;
  day_to: string;
  campaign: string | null;
  brand: string | null;
  created_at: number;
  updated_at: number;
}
