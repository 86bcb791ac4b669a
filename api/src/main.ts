import { existsSync, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { pino } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { readConfig } from './lib/config.ts';
import { openSyncline } from './syncline.ts';

const KEEP_ALIVE_MS = 75_000;

/** Starts Syncline with the settings of the environment, prints the address, and stops cleanly on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: true }));
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const webRoot = fileURLToPath(new URL('../../web/dist', import.meta.url));
  const syncline = await openSyncline({
    config,
    log,
    version: packageJson.version,
    webRoot: existsSync(join(webRoot, 'index.html')) ? webRoot : null,
  });
  const server = serve(
    {
      fetch: syncline.app.fetch,
      hostname: config.host,
      port: config.port,
      serverOptions: {
        // Large files take longer to send than Node's default of five minutes for a whole request.
        requestTimeout: 0,
        // Longer than callers and proxies keep an idle connection, so that none sends a request into one that is closing.
        keepAliveTimeout: KEEP_ALIVE_MS,
      },
    },
    ({ address, port }: AddressInfo) => {
      const host = address.includes(':') ? `[${address}]` : address;
      process.stdout.write(`Syncline is ready at http://${host}:${port}\n`);
    },
  );
  server.on('error', (error: NodeJS.ErrnoException) => {
    fail(
      error.code === 'EADDRINUSE'
        ? new Error(`Port ${config.port} of ${config.host} is in use. Stop the other program or set SYNCLINE_PORT.`)
        : error,
    );
  });

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    server.close();
    if ('closeAllConnections' in server) setTimeout(() => server.closeAllConnections(), 500).unref();
    syncline.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await syncline.begin();
}

function fail(error: unknown): never {
  process.stderr.write(`Syncline cannot run: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
