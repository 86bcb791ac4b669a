import { z } from 'zod';
import { KINDS } from './events.ts';

/** Amounts of one currency in its minor units. */
const moneySchema = z.object({ currency: z.string(), paid_minor: z.int(), refunded_minor: z.int() });
const kindCountSchema = z.object({ kind: z.enum(KINDS), events: z.int() });

/** What taking an import back would do: `GET /imports/{id}/undo`. */
export const importUndoSchema = z.object({
  /** False where it cannot be taken back; `reason` says why. */
  possible: z.boolean(),
  reason: z.string().nullable(),
  /** Events it added that are stored now, or rows of spend, or exchange rates. */
  removes: z.int(),
  kinds: z.array(kindCountSchema),
  /** First and last day of these, and how many days; null without any. */
  days: z.object({ from: z.iso.date(), to: z.iso.date(), count: z.int() }).nullable(),
  money: z.array(moneySchema),
  /** Orders of these events that have events from elsewhere, which stay. */
  orders_elsewhere: z.int(),
  /** Orders that would be left with a refund and without any payment. */
  refunds_without_payment: z.int(),
  /** Closed months in which something was paid or refunded: the difference goes into the next statement. */
  closed_months: z.array(z.string()),
  /** Catalogue entries that nothing else names; they go too. */
  forgets: z.object({
    brands: z.array(z.string()),
    campaigns: z.array(z.string()),
    offers: z.array(z.string()),
  }),
  /** Refused lines of it, which go too. */
  refused: z.int(),
  /** Events of others that it changed, and events that its delete notices removed: both stay as they are. */
  stays: z.object({ replaced: z.int(), removed: z.int() }),
});
export type ImportUndo = z.infer<typeof importUndoSchema>;

const namedRowsSchema = z.object({
  slug: z.string(),
  rows: z.int(),
  /** Whether the catalogue does not know it yet. */
  is_new: z.boolean(),
});

/** What a file would do, once all of it was read and nothing kept: `POST /imports?dry_run=true`. */
export const importEffectSchema = z.object({
  /** Of the events that would be new or take an older one's place. */
  kinds: z.array(kindCountSchema),
  /** First and last day of the workspace that would change, and how many days; null where none would. */
  days: z.object({ from: z.iso.date(), to: z.iso.date(), count: z.int() }).nullable(),
  /** The campaigns and brands of the most rows, at most 50 each, and how many there are. */
  campaigns: z.array(namedRowsSchema),
  campaigns_named: z.int(),
  brands: z.array(namedRowsSchema),
  brands_named: z.int(),
  /** What would enter the catalogue, at most 1,000 of each. */
  discovers: z.object({ brands: z.array(z.string()), campaigns: z.array(z.string()), offers: z.array(z.string()) }),
  money: z.array(moneySchema),
  /** Advertising spend in minor units of the workspace's currency; null where the file holds none. */
  spend_minor: z.int().nullable(),
  /** Refused lines by reason, the most frequent first; `message` is that of the first line, `lines` are the first twenty. */
  refusals: z.array(
    z.object({ code: z.string(), path: z.string(), message: z.string(), count: z.int(), lines: z.array(z.int()) }),
  ),
  /** Columns that a mapping reads: cells that hold something, cells that hold nothing, and the first three contents. */
  fields: z.array(
    z.object({
      field: z.string(),
      column: z.string(),
      filled: z.int(),
      empty: z.int(),
      examples: z.array(z.string()),
    }),
  ),
  /** Times that a mapping reads, and what of them is odd; null without any. */
  times: z
    .object({
      column: z.string(),
      /** Those that could be read. */
      read: z.int(),
      /** Without an offset: the zone of the mapping decides. */
      without_offset: z.int(),
      /** At midnight of that zone. */
      midnight: z.int(),
      /** Later than now. */
      ahead: z.int(),
      first: z.iso.datetime().nullable(),
      last: z.iso.datetime().nullable(),
      examples: z.array(z.object({ line: z.int(), text: z.string(), at: z.iso.datetime() })),
    })
    .nullable(),
});
export type ImportEffect = z.infer<typeof importEffectSchema>;
