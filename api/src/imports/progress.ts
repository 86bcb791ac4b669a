/** What has been done so far; the counts of an import as it is reported. */
export interface Progress {
  bytesRead: number;
  rows: number;
  accepted: number;
  duplicate: number;
  rejected: number;
  replaced: number;
  deleteNotices: number;
  removed: number;
  skipped: Record<string, number>;
  rounded: number;
}

export function noProgress(): Progress {
  return {
    bytesRead: 0,
    rows: 0,
    accepted: 0,
    duplicate: 0,
    rejected: 0,
    replaced: 0,
    deleteNotices: 0,
    removed: 0,
    skipped: {},
    rounded: 0,
  };
}
