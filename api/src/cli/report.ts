import type { DeadLetter, Import } from '@syncline/shared/control';
import type { ImportEffect } from '@syncline/shared/imports';

const WIDTH = 24;
const number = new Intl.NumberFormat('en-US');

/** One line for a terminal: bar, share, rows, rate and time left. */
export function progressLine(record: Import): string {
  const share = record.bytes_total ? Math.min(1, record.bytes_read / record.bytes_total) : 0;
  const full = Math.round(share * WIDTH);
  const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
  const left = record.seconds_left === null ? '' : `  ${clock(record.seconds_left)} left`;
  return `${bar} ${percent(share)}  ${number.format(record.rows)} rows  ${number.format(record.rows_per_second)}/s${left}`;
}

/** One line while a file is sent. */
export function sendingLine(sent: number, total: number | null): string {
  const share = total ? percent(Math.min(1, sent / total)) : '';
  return `sending ${(sent / 1_048_576).toFixed(1)} MiB ${share}`.trimEnd();
}

/** What a file would do: counts as an import would have them, what would change, and what would be refused. */
export function dryRunSummary(record: Import): string {
  return ['dry run: nothing is kept', headOf(record), ...(record.effect ? effectLines(record.effect) : [])].join('\n');
}

/** What became of a file: counts, and refused lines by reason with an example of each. */
export function summary(record: Import, refused: readonly DeadLetter[]): string {
  return [headOf(record), ...reasons(refused)].join('\n');
}

function headOf(record: Import): string {
  const counts = [
    `${number.format(record.accepted)} accepted`,
    `${number.format(record.duplicate)} duplicate`,
    `${number.format(record.rejected)} refused`,
    ...(record.replaced > 0 ? [`${number.format(record.replaced)} replaced`] : []),
    ...(record.delete_notices > 0
      ? [`${number.format(record.delete_notices)} delete notices (${number.format(record.removed)} removed)`]
      : []),
    ...(record.rounded > 0 ? [`${number.format(record.rounded)} amounts rounded to the minor unit`] : []),
    ...Object.entries(record.skipped).map(
      ([what, count]) => `${number.format(count)} ${what.replaceAll('_', ' ')} skipped`,
    ),
  ];
  const state = record.state === 'done' ? '' : `${record.state}${record.error === null ? '' : `: ${record.error}`}\n  `;
  return `${record.file_name} (${record.format}): ${state}${number.format(record.rows)} ${record.rows === 1 ? 'row' : 'rows'}: ${counts.join(', ')}`;
}

function effectLines(effect: ImportEffect): string[] {
  const { kinds, days, discovers, money, spend_minor, refusals, times } = effect;
  const news = Object.entries(discovers).flatMap(([what, slugs]) =>
    slugs.length === 0 ? [] : [`${number.format(slugs.length)} ${what} (${some(slugs)})`],
  );
  const lines = [
    kinds.length > 0 ? kinds.map(({ kind, events }) => `${number.format(events)} ${kind}`).join(', ') : '',
    days ? `days ${days.from} to ${days.to} (${number.format(days.count)})` : '',
    ...money.map(
      ({ currency, paid_minor, refunded_minor }) =>
        `${currency}, minor units: ${number.format(paid_minor)} paid, ${number.format(refunded_minor)} refunded`,
    ),
    spend_minor === null ? '' : `spend, minor units: ${number.format(spend_minor)}`,
    news.length > 0 ? `new in the catalogue: ${news.join(', ')}` : '',
    times && times.without_offset > 0
      ? `${number.format(times.without_offset)} times without an offset, read in the zone of the mapping`
      : '',
    ...refusals.map(
      ({ code, message, count, lines }) =>
        `${number.format(count)} × ${code}: ${message} (line ${some(lines.map((line) => number.format(line)))})`,
    ),
  ];
  return lines.filter((line) => line !== '').map((line) => `  ${line}`);
}

function some(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')}, …` : names.join(', ');
}

function reasons(refused: readonly DeadLetter[]): string[] {
  const byCode = new Map<string, { count: number; example: DeadLetter }>();
  for (const letter of refused) {
    const key = `${letter.code} ${letter.path}`;
    byCode.set(key, { example: letter, ...byCode.get(key), count: (byCode.get(key)?.count ?? 0) + 1 });
  }
  return [...byCode.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ count, example }) => {
      return `  ${number.format(count)} × ${example.code}: ${example.message} (line ${number.format(example.line)})`;
    });
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`.padStart(5);
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
