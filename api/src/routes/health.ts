import { Hono } from 'hono';
import type { Registry } from 'prom-client';

export interface HealthDeps {
  /** Empty when requests can be served; else what is not ready, in plain words. */
  notReady(): string[];
  registry: Registry;
}

/** `GET /healthz` (the process is up), `GET /readyz` (stores checked, journal reconciled), `GET /metrics` (Prometheus). */
export function healthRoutes(deps: HealthDeps) {
  return new Hono()
    .get('/healthz', (context) => context.json({ status: 'up' }))
    .get('/readyz', (context) => {
      const waiting = deps.notReady();
      if (waiting.length === 0) return context.json({ status: 'ready' });
      context.header('Retry-After', '1');
      return context.json({ status: 'not_ready', waiting_for: waiting }, 503);
    })
    .get('/metrics', async (context) =>
      context.body(await deps.registry.metrics(), 200, { 'Content-Type': deps.registry.contentType }),
    );
}
