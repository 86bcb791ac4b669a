import type { Report, ReportInput, ReportRun } from '@syncline/shared/reports';
import type { Period } from '@syncline/shared/time';

/** What is mailed, and to whom. */
export interface ReportMail {
  to: readonly string[];
  subject: string;
  text: string;
}

/** Where reports and their runs are kept. */
export interface ReportBook {
  report(id: string): Promise<Report>;
  run(id: number): Promise<ReportRun>;
  /** Takes down a run of a report that somebody asks for, and gives its id. */
  plan(report: string): Promise<number>;
  /** Takes down a run of each report whose schedule is due, and when it is due next. */
  planDue(next: (report: ReportInput) => number | null): Promise<void>;
  due(): Promise<ReportRun[]>;
  /** Whether a run that is due is the caller's to make. */
  claim(run: ReportRun): Promise<boolean>;
  /** Takes down that a run was made; the letter goes to its addresses with the file. */
  made(made: { id: number; period: Period; file: string; bytes: number; letter: ReportMail | null }): Promise<void>;
  /** Mails the file of a run. */
  mail(run: { id: number; file: string; letter: ReportMail }): Promise<void>;
  notMade(failure: { id: number; error: string; nextTryAt: number | null }): Promise<void>;
  /** Forgets the files of a report but for its newest, and says which these were. */
  forgetFiles(of: { report: string; keep: number }): Promise<string[]>;
}
