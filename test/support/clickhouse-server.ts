import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { startEngineProcess } from '@syncline/api/stores/clickhouse/engine-process';
import { KEY_HEADER } from '@syncline/api/stores/clickhouse/engine-config';

/** An engine as a ClickHouse server that others run: an address with user name and password. */
export interface ServedEngine {
  url: string;
  /** Makes it unreachable. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

const GIB = 1024 ** 3;

/** Starts an engine of its own in `folder` and a proxy before it, which adds the key that the engine asks of requests. */
export async function serveEngine(folder: string): Promise<ServedEngine> {
  const engine = await startEngineProcess({
    folder,
    maxMemoryBytes: 2 * GIB,
    reads: { seconds: 30, memoryBytes: GIB, resultRows: 500_000, resultBytes: GIB / 16 },
  });
  const target = new URL(engine.url);
  const newProxy = () =>
    createServer((incoming, answer) => {
      const outgoing = request(
        {
          port: target.port,
          host: target.hostname,
          method: incoming.method,
          path: incoming.url,
          headers: { ...incoming.headers, [KEY_HEADER]: engine.secrets.key },
        },
        (result) => {
          answer.writeHead(result.statusCode ?? 502, result.headers);
          result.pipe(answer);
        },
      );
      outgoing.on('error', () => answer.destroy());
      answer.on('close', () => outgoing.destroy());
      incoming.on('error', () => outgoing.destroy());
      incoming.pipe(outgoing);
    });
  let proxy = await listen(newProxy(), 0);
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  const { port } = address;
  const close = async () => {
    proxy.closeAllConnections();
    proxy.close();
    await once(proxy, 'close');
  };
  return {
    url: `http://writer:${engine.secrets.writer}@127.0.0.1:${port}`,
    pause: close,
    async resume() {
      proxy = await listen(newProxy(), port);
    },
    async stop() {
      await close();
      await engine.stop();
    },
  };
}

async function listen(server: Server, port: number): Promise<Server> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
