import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { openAPIRouteHandler } from 'hono-openapi';
import type { Logger } from 'pino';
import { compression } from './lib/compression.ts';
import { ApiError } from './lib/errors.ts';
import { errorAnswer, errorHandler, requestIds } from './lib/http-errors.ts';
import type { Telemetry } from './lib/telemetry.ts';
import { accountRoutes } from './routes/accounts.ts';
import { agreementRoutes } from './routes/agreements.ts';
import { analysisRoutes } from './routes/analysis.ts';
import { audienceRoutes } from './routes/audience.ts';
import { alertRoutes } from './routes/alerts.ts';
import { annotationRoutes } from './routes/annotations.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { cellsRoutes } from './routes/cells.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { definitionsRoutes } from './routes/definitions.ts';
import { demoRoutes } from './routes/demo.ts';
import { eventsRoutes } from './routes/events.ts';
import { exchangeRateRoutes } from './routes/exchange-rates.ts';
import { type HealthDeps, healthRoutes } from './routes/health.ts';
import { importsRoutes } from './routes/imports.ts';
import { liveRoutes } from './routes/live.ts';
import { mappingRoutes } from './routes/mappings.ts';
import { orderRoutes } from './routes/orders.ts';
import { payoutRoutes } from './routes/payouts.ts';
import { postsRoutes } from './routes/posts.ts';
import { queryRoutes } from './routes/query.ts';
import { reportRoutes } from './routes/reports.ts';
import { revenueScenarioRoutes } from './routes/revenue-scenarios.ts';
import { revenueShareRoutes } from './routes/revenue-share.ts';
import { scenarioRoutes } from './routes/scenarios.ts';
import { shareOrderRoutes } from './routes/share-orders.ts';
import { spendRoutes } from './routes/spend.ts';
import { statementRoutes } from './routes/statements.ts';
import { staticRoutes } from './routes/static.ts';
import { studyRoutes } from './routes/studies.ts';
import { viewRoutes } from './routes/views.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { workspaceRoutes } from './routes/workspace.ts';

type DepsOf<Routes extends (...deps: never[]) => unknown> = Parameters<Routes>[0];

export interface Deps {
  log: Logger;
  telemetry: Telemetry;
  version: string;
  health: HealthDeps;
  workspace: DepsOf<typeof workspaceRoutes>;
  cells: DepsOf<typeof cellsRoutes>;
  control: DepsOf<typeof catalogueRoutes> & DepsOf<typeof mappingRoutes> & DepsOf<typeof deadLetterRoutes>;
  accounts: DepsOf<typeof accountRoutes>;
  agreements: DepsOf<typeof agreementRoutes>;
  alerts: DepsOf<typeof alertRoutes>;
  commerce: DepsOf<typeof orderRoutes>['commerce'];
  webhooks: DepsOf<typeof webhookRoutes>;
  events: DepsOf<typeof eventsRoutes>;
  imports: DepsOf<typeof importsRoutes>;
  spend: DepsOf<typeof spendRoutes>;
  rates: DepsOf<typeof exchangeRateRoutes>;
  answers: DepsOf<typeof queryRoutes>;
  statements: DepsOf<typeof statementRoutes> & DepsOf<typeof payoutRoutes>;
  reports: DepsOf<typeof reportRoutes>;
  studies: DepsOf<typeof studyRoutes>;
  demo: DepsOf<typeof demoRoutes>;
  live: DepsOf<typeof liveRoutes>;
  /** Folder of the built single-page app; null serves the API alone. */
  webRoot: string | null;
}

/** Every route under /api/v1; its type is what the browser's client is made of. */
function apiRoutes(deps: Deps) {
  return new Hono()
    .route('/', workspaceRoutes(deps.workspace))
    .route('/', cellsRoutes(deps.cells))
    .route('/', eventsRoutes(deps.events))
    .route('/', importsRoutes(deps.imports))
    .route('/', spendRoutes(deps.spend))
    .route('/', exchangeRateRoutes(deps.rates))
    .route('/', queryRoutes(deps.answers))
    .route('/', analysisRoutes(deps.answers))
    .route('/', audienceRoutes(deps.answers))
    .route('/', revenueShareRoutes({ answers: deps.answers, ctx: deps.control.ctx }))
    .route('/', shareOrderRoutes({ answers: deps.answers, ctx: deps.control.ctx }))
    .route('/', revenueScenarioRoutes({ answers: deps.answers, ctx: deps.control.ctx }))
    .route('/', definitionsRoutes())
    .route('/', catalogueRoutes(deps.control))
    .route('/', accountRoutes(deps.accounts))
    .route('/', agreementRoutes(deps.agreements))
    .route('/', scenarioRoutes(deps.control))
    .route('/', viewRoutes(deps.control))
    .route('/', annotationRoutes(deps.control))
    .route('/', alertRoutes(deps.alerts))
    .route('/', orderRoutes(deps))
    .route('/', postsRoutes({ posts: deps.commerce }))
    .route('/', webhookRoutes(deps.webhooks))
    .route('/', mappingRoutes(deps.control))
    .route('/', deadLetterRoutes(deps.control))
    .route('/', statementRoutes(deps.statements))
    .route('/', payoutRoutes(deps.statements))
    .route('/', studyRoutes(deps.studies))
    .route('/', reportRoutes(deps.reports))
    .route('/', demoRoutes(deps.demo))
    .route('/', liveRoutes(deps.live));
}

/** The typed contract of the API, for `hc` in the browser. */
export type AppType = ReturnType<typeof apiRoutes>;

/** The whole HTTP surface: health, API, documentation and the single-page app, with one error envelope. */
export function createApp(deps: Deps): Hono {
  const app = new Hono();
  app.use(requestIds);
  app.use(deps.telemetry.requests);
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
      },
    }),
  );
  app.use(compression());
  app.onError(errorHandler(deps.log));
  app.notFound((context) =>
    errorAnswer(context, new ApiError('not_found', `There is nothing at ${context.req.method} ${context.req.path}.`)),
  );
  app.route('/', healthRoutes(deps.health));
  const api = new Hono().route('/api/v1', apiRoutes(deps));
  app.route('/', api);
  app.get(
    '/api/v1/openapi.json',
    openAPIRouteHandler(api, {
      documentation: {
        openapi: '3.1.0',
        info: {
          title: 'Syncline',
          version: deps.version,
          description:
            'Exact reach, frequency and conversion of campaigns, purchases by post, and what people do on which device.',
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
      },
    }),
  );
  app.all('/api/*', (context) => context.notFound());
  if (deps.webRoot !== null) app.route('/', staticRoutes(deps.webRoot));
  return app;
}
