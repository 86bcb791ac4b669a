import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIRMATION_WINDOW_SECONDS } from '@syncline/shared/metrics';
import { CLICK_WINDOW_DAYS } from '@syncline/shared/query';
import { addDays, type Period } from '@syncline/shared/time';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import {
  demoCatalogue,
  demoMemory,
  importCatalogue,
  importRegistry,
  mailBook,
  rateReader,
  ratesSink,
  refusedLines,
  reportBook,
  reportSources,
  spendReader,
  spendSink,
  undoStore,
  statementBook,
} from './adapters.ts';
import { AlertKeeper } from './alerts/keeper.ts';
import { createApp } from './app.ts';
import { Commerce, type CommerceOptions } from './commerce/commerce.ts';
import { connect } from './commerce/connect.ts';
import { SimulatedGateway } from './commerce/gateways/simulated.ts';
import { dryRun } from './commerce/replies/dry-run.ts';
import { registerStreamGauges } from './commerce/x/gauges.ts';
import { liveHashtags } from './commerce/x/live-hashtags.ts';
import { openDemo } from './demo/demo.ts';
import { expectWorld, generateAside } from './demo/generate-aside.ts';
import { openImports } from './imports/imports.ts';
import { loadDeviceTable } from './ingest/device.ts';
import { openIngest } from './ingest/ingest.ts';
import { Keeper } from './intervals/keeper.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { type Config, loadSecret } from './lib/config.ts';
import { createTelemetry } from './lib/telemetry.ts';
import { dayIn } from './lib/zone.ts';
import { MailKeeper } from './mail/keeper.ts';
import { SmtpMailer } from './mail/smtp.ts';
import { LiveFeed } from './live/feed.ts';
import { Answers } from './query/answers.ts';
import type { QueryContext } from './query/context.ts';
import { Lanes } from './query/lanes.ts';
import { SelfCheck } from './query/self-check.ts';
import { extent, offerUse } from './query/status.ts';
import { ReportFolder } from './reports/folder.ts';
import { ReportKeeper } from './reports/keeper.ts';
import type { ReportData } from './reports/make.ts';
import { openVault } from './services/accounts/vault.ts';
import { openCatalogue } from './services/catalogue/lookup.ts';
import { deadLetterSink } from './services/dead-letters/keep.ts';
import { RateBook } from './services/exchange-rates/book.ts';
import { recall } from './services/idempotency/recall.ts';
import { remember } from './services/idempotency/remember.ts';
import { listOffers } from './services/offers/list.ts';
import { SpendBook } from './services/spend/book.ts';
import { ensureWorkspace } from './services/workspace/ensure.ts';
import { Status } from './status.ts';
import { StatementDesk } from './statements/desk.ts';
import { openLocalEngine } from './stores/clickhouse/local-engine.ts';
import { migrate } from './stores/clickhouse/schema/migrate.ts';
import { openClickhouseServer } from './stores/clickhouse/server.ts';
import { lockDataFolder } from './stores/data-lock.ts';
import { migrateControl } from './stores/sql/migrate.ts';
import { openPostgres } from './stores/sql/postgres.ts';
import { openSqlite } from './stores/sql/sqlite.ts';
import { StudyRunner } from './studies/run.ts';

export interface Syncline {
  app: Hono;
  /** Starts what goes on in the background: the demo world of an empty store. */
  begin(): Promise<void>;
  /** Resolves when nothing can be done for any order at the clock's time, and queries see what was. */
  settleOrders(): Promise<void>;
  /** Finishes what is under way and closes the stores, in the reverse of the order they were opened in. */
  close(): Promise<void>;
}

/** Whether the cells hold all that an answer over the period can hang on: what came before a payment, and confirmations after a trigger. */
function isCovered(keeper: Keeper, { from, to }: Period): boolean {
  // A day more before, for days of 23 hours.
  return keeper.coveredThrough({ from: addDays(from, -Math.max(...CLICK_WINDOW_DAYS) - 1), to }, true) === to;
}

interface Options {
  config: Config;
  log: Logger;
  version: string;
  webRoot: string | null;
  /** The system's unless a test says otherwise. */
  clock?: Clock;
  /** For tests: puts something between orders and what they act on. */
  wrapCommerce?: (options: CommerceOptions) => CommerceOptions;
}

/**
 * Opens the stores of a data folder and wires every part to its ports. Throws an Error in plain words when the folder is
 * in use, a store is newer than this program or damaged, or a setting contradicts what the store was created with.
 */
export async function openSyncline({
  config,
  log,
  version,
  webRoot,
  clock = systemClock,
  wrapCommerce = (options) => options,
}: Options): Promise<Syncline> {
  const { dataDir } = config;
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closer of closers.toReversed()) await closer();
  };
  try {
    const lock = lockDataFolder(dataDir);
    closers.push(() => lock.release());
    const secret = loadSecret(dataDir, config.secret);

    const control = await (config.databaseUrl === undefined
      ? openSqlite(join(dataDir, 'control.sqlite'))
      : openPostgres(config.databaseUrl));
    closers.push(() => control.close());
    await migrateControl(control);
    const ctx = { db: control.db, clock };
    const { timezone, currency } = await ensureWorkspace(ctx, { ...config, secret });
    const memory = demoMemory(ctx);
    const givenUp = new AbortController();
    // A store that was used before is hardly empty: no world is made ahead for it.
    const fill = config.demo && !existsSync(join(dataDir, 'journal'));
    const generate = generateAside({ secret, timezone, currency, devices: loadDeviceTable(dataDir) });
    const ahead = await expectWorld({ memory, clock, timezone, currency, generate, fill }, givenUp.signal);
    closers.push(() => givenUp.abort());

    const analytics = await (config.clickhouseUrl === undefined
      ? openLocalEngine({ dataDir, log })
      : openClickhouseServer({ url: config.clickhouseUrl, log }));
    closers.push(() => analytics.close());
    await migrate(analytics);
    const damage = await analytics.damage();
    for (const message of damage) log.error({ message }, 'the event log is damaged');

    const catalogue = await openCatalogue(ctx);
    const spend = new SpendBook(ctx, catalogue, currency);
    const today = () => dayIn(timezone, clock.now());
    const rates = new RateBook(ctx, today);
    const keeper = new Keeper({ analytics, timezone, currency, clock, log });
    const live = new LiveFeed({ clock });
    const ingest = await openIngest({
      dataDir,
      secret,
      timezone,
      currency,
      clock,
      log,
      analytics,
      catalogue,
      deadLetters: deadLetterSink(ctx),
      derived: keeper,
      watch: live,
    });
    closers.push(() => ingest.close());
    live.begin(ingest.status().acknowledged);

    await keeper.start(() => ingest.status().written);
    closers.push(() => keeper.close());

    const imports = await openImports({
      ingest,
      registry: importRegistry(ctx),
      catalogue: importCatalogue(ctx),
      spend: spendSink(ctx, spend),
      rates: ratesSink(rates),
      undo: undoStore(ctx, { catalogue, reader: analytics.reader }),
      spoolDir: join(dataDir, 'imports'),
      clock,
      log,
    });
    closers.push(() => imports.close());

    const demo = openDemo({
      ingest,
      generate,
      ahead,
      catalogue: demoCatalogue(ctx, { catalogue, spend, timezone }),
      memory,
      clock,
      timezone,
      currency,
      log,
      isEmpty: async () => (await extent(analytics.reader)).events === 0 && ingest.status().backlogEvents === 0,
    });
    closers.push(() => demo.close());
    closers.push(() => givenUp.abort());

    const vault = openVault(secret, (account) => ingest.userKey(account));
    const outside = connect(config.commerce, clock);
    const { gateway, replies, fulfilment } = outside;
    const effectors = { gateway: gateway ?? new SimulatedGateway(ctx), replies: replies ?? dryRun, fulfilment, vault };
    const commerce = new Commerce(wrapCommerce({ ctx, ingest, effectors, log }));
    closers.push(() => commerce.close());
    const stream = outside.stream({
      posts: commerce,
      liveHashtags: async () => liveHashtags(await listOffers(ctx), clock.now()),
      log,
    });
    closers.push(() => stream?.close());

    const lanes = new Lanes();
    const context: QueryContext = {
      reader: analytics.reader,
      cells: keeper,
      spend: spendReader(spend),
      rates: rateReader(rates),
      clock,
      timezone,
      currency,
      demo: () => demo.status().state !== 'none',
      backlogEvents: () => ingest.status().backlogEvents,
    };
    const selfCheck = new SelfCheck({
      context,
      log,
      isBusy: () => analytics.state() !== 'ready' || keeper.status().state !== 'idle' || context.backlogEvents() > 0,
      onDifference: () => {
        keeper.check().catch((error: unknown) => log.warn({ err: error }, 'the cells could not be checked whole'));
      },
    });
    closers.push(() => selfCheck.close());
    const telemetry = createTelemetry({
      selfCheck: () => selfCheck.status(),
      lanes: () => lanes.status,
      ingest: () => ingest.status(),
      engine: () => ({ state: analytics.state(), restarts: analytics.restarts() }),
      cells: () => keeper.status(),
      orders: () => commerce.status(),
    });

    if (stream) registerStreamGauges(telemetry.registry, () => stream.status());

    const answers = new Answers({
      context,
      lanes,
      // Every change of the log is a journal record; days end, and so do the minutes in which orders can be confirmed.
      // Spend and exchange rates stand beside the log, and the brand of its campaigns in the catalogue.
      dataVersion: (periods) => {
        const beside = [demo.status().state, spend.revision(), rates.revision(), catalogue.revision()];
        const days = [0, CONFIRMATION_WINDOW_SECONDS].map((ago) => dayIn(timezone, clock.now() - ago * 1000));
        if (periods.every((period) => isCovered(keeper, period))) {
          return ['cells', keeper.moment(), ...beside, ...days].join(' ');
        }
        const { written, reconciledAt } = ingest.status();
        return [written, reconciledAt, ...beside, ...days].join(' ');
      },
      observe: telemetry.questions,
    });

    const studies = new StudyRunner({
      answers,
      clock,
      timezone,
      currency,
      version,
      settle: async () => {
        await ingest.flush();
        return ingest.status().written;
      },
      backlogEvents: () => ingest.status().backlogEvents,
    });

    const isBehind = () => ingest.status().backlogEvents > 0 || ['loading', 'removing'].includes(demo.status().state);
    const reportData: ReportData = {
      ...reportSources(ctx),
      answers,
      clock,
      timezone,
      currency,
      version,
      demo: context.demo,
      days: async () => ({ today: today(), first_day: (await extent(analytics.reader)).firstDay }),
      settle: () => ingest.flush(),
    };

    const reportFolder = new ReportFolder(config.reportsDir);
    const reports = new ReportKeeper({ book: reportBook(ctx), data: reportData, folder: reportFolder, isBehind, log });
    closers.push(() => reports.close());

    const mails = new MailKeeper({
      book: mailBook(ctx),
      mailer: config.mail && new SmtpMailer(config.mail),
      pathOf: (file) => reportFolder.pathOf(file),
      clock,
      log,
    });
    closers.push(() => mails.close());

    const alerts = new AlertKeeper({
      ctx,
      answers,
      today,
      currency,
      names: reportData.names,
      isBehind,
      webhook: config.alerts,
      log,
    });
    closers.push(() => alerts.close());

    const desk = new StatementDesk({
      answers,
      book: statementBook(ctx),
      clock,
      timezone,
      demo: context.demo,
      settle: () => ingest.flush(),
    });

    const status = new Status({ ctx, analytics, ingest, keeper, demo, stream, clock, timezone, currency, version });

    const app = createApp({
      log,
      telemetry,
      version,
      webRoot,
      health: {
        registry: telemetry.registry,
        notReady: () => [
          ...(analytics.state() === 'ready' ? [] : [`the analytics engine is ${analytics.state()}`]),
          ...damage,
        ],
      },
      workspace: { workspace: () => status.workspace(), dataStatus: () => status.data() },
      cells: { cells: keeper, status: () => status.cells(), log },
      control: {
        ctx,
        catalogue: {
          reload: async () => {
            await catalogue.reload();
            stream?.offersChanged();
          },
        },
        ingest,
        askOfferUse: async (slug) => {
          await ingest.flush();
          return offerUse(analytics.reader, slug);
        },
      },
      accounts: { ctx, vault, scrub: () => control.scrub() },
      agreements: { ctx, today },
      alerts: { ctx, keeper: alerts, hasMailer: mails.hasMailer },
      commerce,
      webhooks: outside.webhooks({ ctx, news: commerce }),
      events: {
        ingest,
        idempotency: {
          recall: (key, bodyHash) => recall(ctx, key, bodyHash),
          remember: (key, bodyHash, answer) => remember(ctx, key, bodyHash, answer),
        },
      },
      imports: { imports, refused: refusedLines(ctx), today },
      spend: { ctx, book: spend },
      rates: { ctx, book: rates },
      answers,
      statements: { ctx, desk, today: () => dayIn(timezone, clock.now()) },
      reports: { ctx, data: reportData, keeper: reports, mails, folder: reportFolder },
      studies: { ctx, runner: studies },
      demo,
      live,
    });
    closers.push(() => live.close());
    selfCheck.start();
    alerts.start();
    reports.start();
    mails.start();
    commerce.start();
    stream?.start();
    const settleOrders = async () => {
      await commerce.idle();
      await ingest.flush();
    };
    return { app, begin: () => demo.start({ fill: config.demo }), settleOrders, close };
  } catch (error) {
    await close();
    throw error;
  }
}
