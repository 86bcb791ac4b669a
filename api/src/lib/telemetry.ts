import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { IngestStatus } from '../ingest/port.ts';
import type { Observe } from '../query/answers.ts';
import type { LaneStatus } from '../query/lanes.ts';
import type { SelfCheckStatus } from '../query/self-check.ts';
import type { EngineState } from '../stores/clickhouse/port.ts';

/** What the process measures of itself, for `GET /metrics`. */
export interface Telemetry {
  registry: Registry;
  /** Times every request by method, route and status. */
  requests: MiddlewareHandler;
  /** Counts and times every question by kind and what became of it. */
  questions: Observe;
}

interface Sources {
  ingest(): IngestStatus;
  engine(): { state: EngineState; restarts: number };
  cells(): { state: string; sequence: number; behind: boolean; divergences: number };
  selfCheck(): SelfCheckStatus;
  lanes(): LaneStatus;
  orders(): Promise<{ due: number; failing: number }>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

/** Registers the process, request, question, journal and engine figures; gauges are read when they are asked for. */
export function createTelemetry(sources: Sources): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'syncline_http_request_duration_seconds',
    help: 'Time from the request to the end of the answer’s head',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  const failures = new Counter({
    name: 'syncline_http_failures_total',
    help: 'Requests answered with a 5xx status',
    labelNames: ['route'],
    registers: [registry],
  });
  const questions = new Counter({
    name: 'syncline_questions_total',
    help: 'Questions by kind and what became of them',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const questionSeconds = new Histogram({
    name: 'syncline_question_duration_seconds',
    help: 'Time from a question to its answer or failure',
    labelNames: ['kind', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  });
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  gauge(
    'syncline_journal_acknowledged_sequence',
    'Newest acknowledged journal record',
    () => sources.ingest().acknowledged,
  );
  gauge('syncline_journal_written_sequence', 'Newest journal record in the engine', () => sources.ingest().written);
  gauge(
    'syncline_journal_backlog_events',
    'Acknowledged events not yet in the engine',
    () => sources.ingest().backlogEvents,
  );
  gauge('syncline_cells_sequence', 'Newest journal record that the interval cells take in', () => {
    return sources.cells().sequence;
  });
  gauge('syncline_cells_behind', '1 while changes of closed days are to be taken in', () => {
    return sources.cells().behind ? 1 : 0;
  });
  gauge('syncline_cells_failed', '1 while the interval cells cannot be kept up', () => {
    return sources.cells().state === 'failed' ? 1 : 0;
  });
  gauge('syncline_cells_divergences', 'Times the interval cells differed from the log', () => {
    return sources.cells().divergences;
  });
  gauge('syncline_self_checks', 'Questions compared between the interval cells and the log', () => {
    return sources.selfCheck().compared;
  });
  gauge('syncline_self_checks_differed', 'Those whose answers differed', () => sources.selfCheck().differed);
  gauge('syncline_engine_ready', '1 while the analytics engine answers', () =>
    sources.engine().state === 'ready' ? 1 : 0,
  );
  gauge('syncline_engine_restarts', 'Times the analytics engine was restarted', () => sources.engine().restarts);
  gauge('syncline_quick_statements', 'Statements in the quick lane', () => sources.lanes().quickStatements);
  gauge('syncline_quick_statements_waiting', 'Statements that wait for it', () => sources.lanes().quickWaiting);
  gauge('syncline_heavy_questions', 'Heavy questions being answered', () => sources.lanes().heavyQuestions);
  gauge('syncline_heavy_questions_waiting', 'Heavy questions that wait', () => sources.lanes().heavyWaiting);
  gauge('syncline_orders_due', 'Cases of orders that are due to be settled', async () => (await sources.orders()).due);
  gauge('syncline_orders_failing', 'Cases of orders whose last task failed and is tried again', async () => {
    return (await sources.orders()).failing;
  });
  return {
    registry,
    questions: (kind, outcome, elapsed) => {
      questions.inc({ kind, outcome });
      questionSeconds.observe({ kind, outcome }, elapsed);
    },
    requests: async (context, next) => {
      const started = performance.now();
      await next();
      const route = routePath(context);
      const status = String(context.res.status);
      seconds.observe({ method: context.req.method, route, status }, (performance.now() - started) / 1000);
      if (context.res.status >= 500) failures.inc({ route });
    },
  };
}
