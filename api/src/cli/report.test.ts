import type { DeadLetter, Import } from '@syncline/shared/control';
import { describe, expect, it } from 'vitest';
import { progressLine, sendingLine, summary } from './report.ts';

const record: Import = {
  id: 'i',
  file_name: 'posts.jsonl',
  format: 'x-posts',
  mapping: null,
  target: 'events',
  state: 'done',
  error: null,
  bytes_total: 1_000,
  bytes_read: 500,
  rows: 8_299,
  accepted: 7_337,
  duplicate: 1,
  rejected: 0,
  replaced: 0,
  delete_notices: 961,
  removed: 0,
  rounded: 0,
  skipped: {},
  rows_per_second: 12_345,
  seconds_left: 75,
  started_at: '2026-09-01T00:00:00Z',
  finished_at: null,
  undoable: true,
  undo_began_at: null,
  undone_at: null,
  taken_back: 0,
  dry_run: false,
  effect: null,
};
const letter = (line: number, code: string): DeadLetter => ({
  id: String(line),
  source: 'import',
  import_id: 'i',
  line,
  event_id: null,
  code,
  path: 'user',
  message: 'user is missing',
  payload: null,
  replayable: false,
  received_at: '2026-09-01T00:00:00Z',
});

describe('report', () => {
  it('draws how far it is', () => {
    expect(progressLine(record)).toBe('████████████░░░░░░░░░░░░  50 %  8,299 rows  12,345/s  1:15 left');
    expect(sendingLine(1_048_576, 2_097_152)).toBe('sending 1.0 MiB  50 %');
    expect(sendingLine(1_048_576, null)).toBe('sending 1.0 MiB');
  });

  it('sums up, with refusals by reason, the most frequent first', () => {
    expect(summary(record, [])).toBe(
      'posts.jsonl (x-posts): 8,299 rows: 7,337 accepted, 1 duplicate, 0 refused, 961 delete notices (0 removed)',
    );
    const refused = [letter(3, 'invalid_json'), letter(5, 'incomplete_post'), letter(9, 'incomplete_post')];
    expect(
      summary({ ...record, skipped: { post_counts: 169 } }, refused)
        .split('\n')
        .slice(1),
    ).toEqual(['  2 × incomplete_post: user is missing (line 5)', '  1 × invalid_json: user is missing (line 3)']);
    expect(summary({ ...record, state: 'failed', error: 'The file is empty.' }, [])).toContain(
      'failed: The file is empty.',
    );
  });
});
