import type { DimensionKey } from '@syncline/shared/metrics';
import type { Query, QueryAnswer, Tier, Warning } from '@syncline/shared/query';
import { z } from 'zod';
import { type BuiltQuery, buildQuery, type Scope } from './build.ts';
import type { QueryContext } from './context.ts';
import { otherCurrencySums } from './cells/figures.ts';
import { measureCells } from './cells/measures.ts';
import { combine } from './combine.ts';
import { answerMeta, metricMeta, metricWarnings, openDays } from './meta.ts';
import { measureMoney, readRates } from './currencies/measure.ts';
import type { Converter } from './currencies/convert.ts';
import { CONVERTIBLE, type MeasureKey, usesConfirmationWindow, usesSpend } from './metrics.ts';
import { atOneMoment } from './intervals.ts';
import { narrowTo, type Plan, planQuery, readParts, type Scan, type Source } from './plan.ts';
import { type Figures, groupValues, shapeResult } from './result.ts';
import { type GroupedSpend, groupSpend, spendGaps } from './spend/group.ts';
import type { SpendView } from './spend/port.ts';
import {
  compileGroupCount,
  compileMeasures,
  compileOtherCurrencies,
  compileScan,
  EVENTS_COLUMN,
  GROUPS_COLUMN,
  measureRowSchema,
  type OtherCurrency,
  otherCurrencySchema,
  type ScanRow,
  scanRowSchema,
} from './sql/scan.ts';
import { together } from './together.ts';

interface Fetched extends Figures {
  otherCurrencies: readonly OtherCurrency[];
}

/**
 * Answers a question exactly: rows by dimension, totals, comparison, and what the figures mean. Money is in integer minor
 * units; a value without a denominator is null. Throws an ApiError for a question that cannot be asked,
 * QueryTooHeavyError or EngineUnavailableError from the engine, and the signal's reason when it aborts.
 */
export async function answerQuery(context: QueryContext, request: Query, signal?: AbortSignal): Promise<QueryAnswer> {
  const started = performance.now();
  const query = buildQuery(request, context, context.clock.now());
  const spend = await readSpend(context, query);
  const converter = query.converted ? await readRates(context, query, signal) : null;
  return atOneMoment(context.cells, async (coverage) => {
    const plan = planQuery(query, coverage);
    const fetched = await fetchFigures({ ...context, view: spend.view, converter }, plan, signal);
    converter?.refuseMissing();
    const result = shapeResult(query, fetched, spend.inComparison?.unspent);
    const meta = describeAnswer(context, query, plan.tier, { ...fetched, spend }, started);
    return { ...result, meta: converter ? { ...meta, rates: converter.stamps() } : meta };
  });
}

/** What a question can be told of spend: read once, so that rows, totals and comparison agree. */
interface KnownSpend {
  /** Null where it is not asked for, or not known by what the question filters. */
  view: SpendView | null;
  inComparison: GroupedSpend | null;
  gaps: readonly DimensionKey[];
  isKnown: boolean;
}

async function readSpend(context: QueryContext, query: BuiltQuery): Promise<KnownSpend> {
  const { scope, comparison, dimensions, metrics } = query;
  const gaps = spendGaps(dimensions, scope.filters);
  if (!metrics.some(usesSpend) || spendGaps([], scope.filters).length > 0) {
    return { view: null, inComparison: null, gaps, isKnown: false };
  }
  const view = await context.spend.read(comparison ? [scope.period, comparison] : [scope.period]);
  return {
    view,
    inComparison: comparison && spendIn(view, { ...scope, period: comparison }, dimensions),
    gaps,
    isKnown: groupSpend(view, scope, []).unspent([]) === 0,
  };
}

/** The groups of spend that a scan needs; null for dimensions by which it is not known. */
function spendIn(view: SpendView | null, scope: Scope, dimensions: readonly DimensionKey[]): GroupedSpend | null {
  return view && spendGaps(dimensions, []).length === 0 ? groupSpend(view, scope, dimensions) : null;
}

/** What the statements of a question are asked with. */
type Asking = QueryContext & Pick<KnownSpend, 'view'> & { converter: Converter | null };

/** Runs the statements of a plan: together, but for the compared groups, which are narrowed to those on the page. */
async function fetchFigures(context: Asking, plan: Plan, signal: AbortSignal | undefined): Promise<Fetched> {
  return together(signal, async (signal) => {
    const ask = (scan: Scan) => fetchScan(context, scan, signal);
    const total = async (scan: Scan) => onlyRow(await ask(scan));
    const [rows, totals, comparedTotals, otherCurrencies] = await Promise.all([
      plan.rows && ask(plan.rows),
      total(plan.totals),
      plan.comparison && total(plan.comparison.totals),
      plan.otherCurrencies ? findOtherCurrencies(context, plan.otherCurrencies, signal) : [],
    ]);
    const comparedRows = plan.comparison?.rows && rows ? await ask(comparedScan(plan.comparison.rows, rows)) : null;
    return {
      rows,
      rowsTotal: plan.rows && rows ? await countGroups(context, plan.rows, rows, signal) : 1,
      totals,
      comparison: comparedTotals && { rows: comparedRows, totals: comparedTotals },
      otherCurrencies,
    };
  });
}

async function fetchScan(context: Asking, scan: Scan, signal: AbortSignal): Promise<ScanRow[]> {
  const { reader, view, converter } = context;
  const { source, rest } = scan;
  const spend = spendIn(view, source.scope, scan.dimensions);
  if (!source.cells && !spend && !converter) {
    const { sql, parameters } = compileScan(scan);
    return reader.query(sql, parameters, scanRowSchema(scan), { signal });
  }
  const measure = (source: Source, measures: Scan['measures']) =>
    readParts(source, (source) => {
      const part = { ...scan, source, measures };
      if (source.cells) return measureCells(context, source.cells, part, signal);
      const { sql, parameters } = compileMeasures(part);
      return reader.query(sql, parameters, measureRowSchema(part), { signal });
    });
  const isApart = (one: MeasureKey) =>
    (spend !== null && one === 'spend') || (converter !== null && CONVERTIBLE.has(one));
  const held = scan.measures.filter((one) => !rest?.measures.includes(one) && !isApart(one));
  const others = rest?.measures.filter((one) => !isApart(one)) ?? [];
  const measured = await Promise.all([
    ...(held.length > 0 ? [measure(source, held)] : []),
    ...(rest && others.length > 0 ? [measure(rest.source, others)] : []),
    ...(converter ? [measureMoney(reader, scan, converter, signal)] : []),
  ]);
  return combine(scan, measured.flat(), spend);
}

async function findOtherCurrencies(
  context: QueryContext,
  source: Source,
  signal: AbortSignal,
): Promise<OtherCurrency[]> {
  const parts = await readParts(source, (part): Promise<OtherCurrency[]> => {
    if (part.cells) return otherCurrencySums(context, part.cells, signal);
    const { sql, parameters } = compileOtherCurrencies(part);
    return context.reader.query(sql, parameters, otherCurrencySchema, { signal });
  });
  const found = new Map<string, OtherCurrency>();
  for (const { sign, rows } of parts) {
    for (const { currency, paid, refunded } of rows) {
      const sum = found.get(currency) ?? { currency, paid: 0, refunded: 0 };
      found.set(currency, { currency, paid: sum.paid + sign * paid, refunded: sum.refunded + sign * refunded });
    }
  }
  return [...found.values()]
    .filter(({ paid, refunded }) => paid !== 0 || refunded !== 0)
    .toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
}

function comparedScan(scan: Scan, rows: readonly ScanRow[]): Scan {
  return narrowTo(
    scan,
    rows.map((row) => groupValues(row, scan.dimensions)),
  );
}

/** Groups on all pages: every row says so, but a page past the end has none and must ask. */
async function countGroups(
  context: Asking,
  scan: Scan,
  rows: readonly ScanRow[],
  signal: AbortSignal,
): Promise<number> {
  const first = rows[0];
  if (first) return Number(first[GROUPS_COLUMN]);
  if (!scan.page || scan.page.offset === 0) return 0;
  if (context.converter || scan.source.cells || spendIn(context.view, scan.source.scope, scan.dimensions))
    return (await fetchScan(context, { ...scan, page: null }, signal)).length;
  const { sql, parameters } = compileGroupCount(scan);
  const counted = await context.reader.query(sql, parameters, z.object({ [GROUPS_COLUMN]: z.int() }), { signal });
  return onlyRow(counted)[GROUPS_COLUMN] ?? 0;
}

function describeAnswer(
  context: QueryContext,
  query: BuiltQuery,
  tier: Tier,
  fetched: Fetched & { spend: KnownSpend },
  started: number,
): QueryAnswer['meta'] {
  const { scope, comparison, metrics, now } = query;
  const asked = { scope, comparison, now, started, confirmationWindow: metrics.some(usesConfirmationWindow), tier };
  const warnings = metricWarnings(metrics, {
    events: Number(fetched.totals[EVENTS_COLUMN]),
    otherCurrencies: fetched.otherCurrencies,
    open: openDays(asked),
    spend: fetched.spend,
  });
  return {
    ...answerMeta(context, asked, [...warnings, ...limited(query, fetched)]),
    query: query.asked,
    rows_total: fetched.rowsTotal,
    metrics: metricMeta(metrics, context.currency),
  };
}

function limited(query: BuiltQuery, fetched: Fetched): Warning[] {
  const shown = fetched.rows?.length ?? 1;
  if (fetched.rowsTotal <= query.offset + shown) return [];
  return [
    {
      code: 'rows_limited',
      message: `${shown} of ${fetched.rowsTotal} rows are listed; ask for the others with offset.`,
    },
  ];
}

function onlyRow<Row>(rows: readonly Row[]): Row {
  const row = rows[0];
  if (row === undefined) throw new Error('The engine answered an ungrouped question without a row');
  return row;
}
