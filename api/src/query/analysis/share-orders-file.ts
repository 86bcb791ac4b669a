import type { ShareMovement, ShareOrdersFile } from '@syncline/shared/revenue-share-orders';
import { dayIn } from '../../lib/zone.ts';
import { lastDayOf } from '../../settlement/movement.ts';
import type { QueryContext } from '../context.ts';
import { MovementPages, type Read } from './movement-pages.ts';
import { buildShareScope, chooseSource, endedMonths, sourcesOf } from './revenue-share.ts';
import { isMinimumUnder, isUnder, movementOf, type ShareOrdersQuestion } from './revenue-share-orders.ts';

/** What a line of the file is about: a movement of an order, or a minimum, which is of none. */
export type FiledMovement =
  | (ShareMovement & { order: string })
  | (Pick<ShareMovement, 'day' | 'under' | 'parties'> & { kind: 'minimum' });

/** A request with what the shares hang on besides the log. */
export type ShareFileQuestion = ShareOrdersFile & Pick<ShareOrdersQuestion, 'agreements' | 'offers'>;

/** All movements under a figure in the order in time, some at a time, and the minimums at the end. */
export interface ShareOrdersStream {
  /** The most movements there can be. */
  movements: number;
  read(): AsyncGenerator<FiledMovement[]>;
}

/**
 * The movements under a figure of `answerRevenueShare`, those of `answerShareOrders`, however many there are: they are read,
 * settled and given on page by page. All are as of the moment at which this is asked. Errors as `answerShareOrders`, without
 * a limit; what is read later rejects with RowsMovedError where events were removed meanwhile.
 */
export async function openShareOrders(
  context: QueryContext,
  question: ShareFileQuestion,
  { read, rowsAtOnce }: { read: Read; rowsAtOnce?: number },
): Promise<ShareOrdersStream> {
  const scope = buildShareScope(question, context);
  const { cells } = context;
  const { sourceLater } = sourcesOf(chooseSource(scope, cells), cells);
  const { agreements, offers } = question;
  const months = question.filters.length > 0 ? [] : endedMonths(scope, dayIn(scope.timezone, context.clock.now()));
  const pages = await MovementPages.open(scope, { read, source: sourceLater, agreements, offers, rowsAtOnce });
  return {
    movements: pages.movements,
    read: async function* () {
      for await (const entries of pages.entries()) {
        const under = entries.filter((entry) => isUnder(entry, question));
        if (under.length > 0) yield under.map((entry) => ({ order: entry.movement.order, ...movementOf(entry) }));
      }
      const minimums = pages.guarantees(months).filter((guarantee) => isMinimumUnder(guarantee, question));
      yield minimums.map(({ applied, amounts, month }) => ({
        kind: 'minimum' as const,
        day: lastDayOf(month),
        under: { agreement: applied.agreement.slug, version: applied.version },
        parties: applied.parties.map(({ party, name }, index) => ({ party, name, amount: amounts[index] ?? 0 })),
      }));
    },
  };
}
