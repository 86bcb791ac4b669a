import type { Generated } from 'kysely';

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

/** An alert or goal, and where it stands. */
export interface AlertTable {
  id: string;
  /** Name, metric, scope and levels, as JSON. */
  terms: string;
  state: 'clear' | 'firing';
  /** What was found of the last period that was judged, as JSON. */
  judged: string | null;
  trouble: string | null;
  origin: Generated<'own' | 'demo'>;
  removed_at: number | null;
  created_at: number;
  updated_at: number;
}

/** An alert that fired or cleared; but for its delivery and who saw it, its row is never changed. */
export interface AlertNewsTable {
  id: Generated<number>;
  alert: string;
  kind: 'fired' | 'cleared';
  at: number;
  /** Name, finding and question, as JSON. */
  document: string;
  webhook: 'off' | 'waiting' | 'delivered' | 'failed';
  attempts: number;
  error: string | null;
  next_try_at: number | null;
  seen_at: number | null;
}

/** A report, and when it is made next. */
export interface ReportTable {
  id: string;
  /** Cover, period, sections and schedule, as JSON. */
  terms: string;
  next_run_at: number | null;
  origin: Generated<'own' | 'demo'>;
  removed_at: number | null;
  created_at: number;
  updated_at: number;
}

/** One making of a report; the file of an old one goes, its row stays. */
export interface ReportRunTable {
  id: Generated<number>;
  report: string;
  cause: 'schedule' | 'asked';
  planned_at: number;
  state: 'waiting' | 'made' | 'failed';
  attempts: number;
  error: string | null;
  next_try_at: number | null;
  made_at: number | null;
  period_from: string | null;
  period_to: string | null;
  file: string | null;
  bytes: number | null;
}

/** A mail to one address; but for its delivery its row is never changed. */
export interface MailTable {
  id: Generated<number>;
  /** What it tells of, and which. */
  about: 'alert-news' | 'report-run';
  about_id: number;
  recipient: string;
  subject: string;
  body: string;
  /** Goes with it, by its name in the folder of reports. */
  file: string | null;
  state: 'waiting' | 'delivered' | 'failed';
  attempts: number;
  error: string | null;
  queued_at: number;
  next_try_at: number | null;
}
