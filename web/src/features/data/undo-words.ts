import type { Import } from '@syncline/shared/control';
import type { ImportUndo } from '@syncline/shared/imports';
import { kindsText } from './import-words.ts';
import { formatCount, formatMoney, formatMonth, formatPeriod, plural } from '@syncline/shared/format';

const MOST_NAMED = 6;
const ROW_NAMES: Record<Import['target'], [one: string, many: string]> = {
  events: ['event', 'events'],
  spend: ['row of spend', 'rows of spend'],
  rates: ['exchange rate', 'exchange rates'],
};

/** What taking an import back does, in sentences; the first says what goes. */
export function undoSentences(plan: ImportUndo, target: Import['target']): string[] {
  const { refused } = plan;
  const letters = refused > 0 ? [`Its ${plural(refused, 'refused line')} ${refused === 1 ? 'goes' : 'go'} too.`] : [];
  return [goes(plan, target), ...letters, ...consequences(plan, target)];
}

function goes({ removes, kinds, days }: ImportUndo, target: Import['target']): string {
  const rows = plural(removes, ...ROW_NAMES[target]);
  if (removes === 0) return 'Nothing that it brought is stored any more.';
  const when = days === null ? '' : ` of ${formatPeriod(days, { year: true })} (${plural(days.count, 'day')})`;
  const what = kindsText(kinds);
  return `${rows}${when} ${removes === 1 ? 'goes' : 'go'}${what === '' ? '' : `: ${what}`}.`;
}

function consequences(plan: ImportUndo, target: Import['target']): string[] {
  if (target !== 'events') return ['What it had corrected counts again.'];
  const { money, orders_elsewhere, refunds_without_payment, closed_months, forgets, stays } = plan;
  const forgotten = [...forgets.brands, ...forgets.campaigns, ...forgets.offers];
  const names = forgotten.slice(0, MOST_NAMED).join(', ');
  const more = forgotten.length > MOST_NAMED ? ` and ${forgotten.length - MOST_NAMED} more` : '';
  const sentences = [
    ...money.map(
      ({ currency, paid_minor, refunded_minor }) =>
        `${formatMoney(paid_minor, currency)} paid and ${formatMoney(refunded_minor, currency)} refunded no longer count.`,
    ),
    orders_elsewhere > 0
      ? `${plural(orders_elsewhere, 'order')} of it ${orders_elsewhere === 1 ? 'has' : 'have'} events from elsewhere, which stay${
          refunds_without_payment > 0
            ? `; ${formatCount(refunds_without_payment)} of them would be left with a refund and no payment`
            : ''
        }.`
      : '',
    closed_months.length > 0
      ? `Statements of ${closed_months.map((month) => formatMonth(`${month}-01`)).join(', ')} are closed: the difference goes into the next one.`
      : '',
    forgotten.length > 0 ? `The catalogue forgets what nothing else names: ${names}${more}.` : '',
    stays.replaced > 0
      ? `${plural(stays.replaced, 'event')} that ${stays.replaced === 1 ? 'was' : 'were'} here before keep what the file changed of them.`
      : '',
    stays.removed > 0 ? `${plural(stays.removed, 'post')} that its delete notices removed stay removed.` : '',
    'Events that it found here already stay. Importing the file again brings everything back.',
  ];
  return sentences.filter((sentence) => sentence !== '');
}
