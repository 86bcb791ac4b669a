import type { DemoCatalogue } from './demo/demo.ts';
import type { DemoMemory } from './demo/state.ts';
import { foldName } from './imports/csv/slugs.ts';
import type { ImportCatalogue, ImportRegistry, RatesSink, RefusedLines, SpendSink, UndoStore } from './imports/port.ts';
import { importOrigin } from './ingest/origin.ts';
import { ApiError } from './lib/errors.ts';
import { groupBy } from './lib/group-by.ts';
import { dayIn } from './lib/zone.ts';
import type { MailBook } from './mail/port.ts';
import type { RateReader } from './query/currencies/port.ts';
import { storedByImport } from './query/import-stored.ts';
import type { SpendReader } from './query/spend/port.ts';
import type { ReportData } from './reports/make.ts';
import type { ReportBook } from './reports/port.ts';
import type { AnalyticsReader } from './stores/clickhouse/port.ts';
import { listAgreements } from './services/agreements/list.ts';
import { listBrands } from './services/brands/list.ts';
import { listCampaigns } from './services/campaigns/list.ts';
import type { CatalogueCache } from './services/catalogue/lookup.ts';
import type { ServiceContext } from './services/context.ts';
import { countDeadLetters } from './services/dead-letters/count.ts';
import { removeDeadLetters } from './services/dead-letters/remove.ts';
import { streamDeadLetters } from './services/dead-letters/stream.ts';
import { addDemo } from './services/demo/add.ts';
import { addDemoAgreements, forgetDemoAgreements } from './services/demo/agreements.ts';
import { forgetDemo } from './services/demo/forget.ts';
import { readDemoState, writeDemoState } from './services/demo/memory.ts';
import { addDemoSamples, forgetDemoSamples } from './services/demo/samples.ts';
import type { RateBook } from './services/exchange-rates/book.ts';
import { createImport } from './services/imports/create.ts';
import { forgetEntries, forgettable } from './services/catalogue/forgettable.ts';
import { failInterruptedImports } from './services/imports/fail-interrupted.ts';
import { finishImport } from './services/imports/finish.ts';
import { getImport } from './services/imports/get.ts';
import { listImports } from './services/imports/list.ts';
import { beginImportUndo, finishImportUndo, importUndoForgets, listUnfinishedUndos } from './services/imports/undo.ts';
import { updateImport } from './services/imports/update.ts';
import { dueMail, recordMail } from './services/mail/outbox.ts';
import { listMappings } from './services/mappings/list.ts';
import { listOfferPrices } from './services/offers/list-prices.ts';
import { pendingPayouts } from './services/payouts/list.ts';
import { getReport } from './services/reports/report.ts';
import {
  claimReportRun,
  dueReportRuns,
  forgetFiles,
  getReportRun,
  mailReportRun,
  planDueRuns,
  planReportRun,
  recordMade,
  recordNotMade,
} from './services/reports/runs.ts';
import type { SpendBook } from './services/spend/book.ts';
import { closeMonth } from './services/statements/close.ts';
import { listBalances } from './services/statements/list-balances.ts';
import { listBooked } from './services/statements/list-booked.ts';
import { listClosedMonths } from './services/statements/list-months.ts';
import { listStatements } from './services/statements/list.ts';
import { listTrackingRules } from './services/tracking-rules/list.ts';
import type { StatementBook } from './statements/port.ts';

// The control plane behind the ports of imports, questions and demo, which know no service.

export function importRegistry(ctx: ServiceContext): ImportRegistry {
  return {
    create: (input) => createImport(ctx, input),
    update: (id, progress) => updateImport(ctx, { id, progress }),
    finish: (end) => finishImport(ctx, end),
    get: (id) => getImport(ctx, id),
    list: (limit) => listImports(ctx, { limit }),
    failInterrupted: () => failInterruptedImports(ctx),
    beginUndo: (undo) => beginImportUndo(ctx, undo),
    finishUndo: (id) => finishImportUndo(ctx, id),
    undoForgets: (id) => importUndoForgets(ctx, id),
    unfinishedUndos: () => listUnfinishedUndos(ctx),
  };
}

export function undoStore(
  ctx: ServiceContext,
  { catalogue, reader }: { catalogue: Pick<CatalogueCache, 'reload'>; reader: AnalyticsReader },
): UndoStore {
  return {
    stored: (importId) => storedByImport(reader, importOrigin(importId)),
    refused: (importId) => countDeadLetters(ctx, { importId }),
    forgetRefused: (importId) => removeDeadLetters(ctx, { importId }),
    closedMonths: async () => (await listClosedMonths(ctx)).map(({ month }) => month),
    forgettable: (named) => forgettable(ctx, named),
    forget: async (named) => {
      await forgetEntries(ctx, named);
      await catalogue.reload();
    },
  };
}

export function importCatalogue(ctx: ServiceContext): ImportCatalogue {
  return {
    trackingRules: () => listTrackingRules(ctx),
    mapping: async (idOrName) =>
      (await listMappings(ctx)).find(({ id, name }) => id === idOrName || name === idOrName) ?? null,
  };
}

export function spendSink(ctx: ServiceContext, book: SpendBook): SpendSink {
  return {
    currency: book.currency,
    campaignsByName: async () => {
      const campaigns = await listCampaigns(ctx);
      const named = groupBy(campaigns, ({ name }) => foldName(name));
      const unambiguous = [...named].flatMap(([name, [first, ...others]]) =>
        others.length === 0 ? [[name, first.slug] as const] : [],
      );
      return new Map([...unambiguous, ...campaigns.map(({ slug }) => [slug, slug] as const)]);
    },
    keep: (batch, lines) => book.keep(batch, lines),
    rehearse: (lines) => book.rehearse(lines),
    takeBack: (batch) => book.takeBack(batch).catch(unlessNone),
  };
}

export function ratesSink(book: RateBook): RatesSink {
  return {
    today: () => book.today(),
    keep: (batch, rates) => book.keep({ batch, source: 'ecb', rates }),
    rehearse: (rates) => book.rehearse({ batch: 'dry run', source: 'ecb', rates }),
    takeBack: (batch) => book.takeBack(batch).catch(unlessNone),
  };
}

export function rateReader(book: RateBook): RateReader {
  return { series: (currencies, period) => book.series(currencies, period) };
}

export function spendReader(book: SpendBook): SpendReader {
  return { read: (periods) => book.sums(periods), claims: (period) => book.platformDays(period) };
}

export function statementBook(ctx: ServiceContext): StatementBook {
  return {
    terms: async () => {
      const [agreements, offers] = await Promise.all([listAgreements(ctx), listOfferPrices(ctx)]);
      return { agreements, offers };
    },
    closedMonths: () => listClosedMonths(ctx),
    balances: () => listBalances(ctx),
    booked: (month) => listBooked(ctx, month),
    pendingPayouts: (through) => pendingPayouts(ctx, through),
    statements: (month) => listStatements(ctx, month),
    close: (closing) => closeMonth(ctx, closing),
  };
}

/** What reports read of the control plane. */
export function reportSources(ctx: ServiceContext): Pick<ReportData, 'terms' | 'names'> {
  const named = (entries: readonly { slug: string; name: string }[]) =>
    new Map(entries.map(({ slug, name }) => [slug, name]));
  return {
    terms: async () => {
      const [agreements, offers] = await Promise.all([listAgreements(ctx), listOfferPrices(ctx)]);
      return { agreements, offers };
    },
    names: async () => {
      const [campaigns, brands] = await Promise.all([listCampaigns(ctx), listBrands(ctx)]);
      return { campaigns: named(campaigns), brands: named(brands) };
    },
  };
}

export function reportBook(ctx: ServiceContext): ReportBook {
  return {
    report: (id) => getReport(ctx, id),
    run: (id) => getReportRun(ctx, id),
    plan: (report) => planReportRun(ctx, report),
    planDue: (next) => planDueRuns(ctx, next),
    due: () => dueReportRuns(ctx),
    claim: (run) => claimReportRun(ctx, run),
    made: (made) => recordMade(ctx, made),
    mail: (mail) => mailReportRun(ctx, mail),
    notMade: (failure) => recordNotMade(ctx, failure),
    forgetFiles: (of) => forgetFiles(ctx, of),
  };
}

export function mailBook(ctx: ServiceContext): MailBook {
  return { due: () => dueMail(ctx), record: (outcome) => recordMail(ctx, outcome) };
}

export function refusedLines(ctx: ServiceContext): RefusedLines {
  return { ofImport: (importId) => streamDeadLetters(ctx, { importId }) };
}

export function demoCatalogue(
  ctx: ServiceContext,
  { catalogue, spend, timezone }: { catalogue: Pick<CatalogueCache, 'reload'>; spend: SpendBook; timezone: string },
): DemoCatalogue {
  return {
    add: async (world) => {
      await addDemo(ctx, world.catalogue, timezone);
      await catalogue.reload();
      await addDemoAgreements(ctx, { agreements: world.agreements, today: dayIn(timezone, ctx.clock.now()) });
      await spend.fillIn(DEMO_BATCH, world.spend);
      await addDemoSamples(ctx, world.samples);
    },
    forget: async () => {
      await forgetDemoSamples(ctx);
      await forgetDemoAgreements(ctx);
      await spend.takeBack(DEMO_BATCH).catch(unlessNone);
      await forgetDemo(ctx);
      await catalogue.reload();
    },
  };
}

/** The batch of spend that the demo world brings. */
const DEMO_BATCH = 'demo';

function unlessNone(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
}

export function demoMemory(ctx: ServiceContext): DemoMemory {
  return { read: () => readDemoState(ctx), write: (text) => writeDemoState(ctx, text) };
}
