/**
 * The program of the engine's process: dies with its parent, then becomes a ClickHouse server out of libchdb. The call
 * blocks until the server stops. Arguments: the parent's process id, how to notice its end, then ClickHouse's own.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DataType, load, open } from 'ffi-rs';

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;
const POLL_PARENT = `
  const { workerData } = require('node:worker_threads');
  setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 200);
`;

const [parent, notice, ...engineArguments] = process.argv.slice(2);
dieWith(Number(parent), notice === 'poll' ? 'poll' : 'signal');
runEngine(engineArguments);

function dieWith(parentId: number, how: 'signal' | 'poll'): void {
  if (how === 'poll') {
    new Worker(POLL_PARENT, { eval: true, workerData: parentId }).unref();
  } else {
    open({ library: 'c', path: 'libc.so.6' });
    const refused = load({
      library: 'c',
      funcName: 'prctl',
      retType: DataType.I32,
      paramsType: [DataType.I32, DataType.U64, DataType.U64, DataType.U64, DataType.U64],
      paramsValue: [PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0],
    });
    if (refused !== 0) throw new Error('The engine cannot be tied to the life of its parent.');
  }
  if (process.ppid !== parentId) process.kill(process.pid, 'SIGKILL');
}

function runEngine(argv: string[]): void {
  open({ library: 'chdb', path: libraryPath() });
  load({
    library: 'chdb',
    funcName: 'chdb_query_cmdline',
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [argv.length, argv],
  });
}

/** Where npm put the library: in the one package for this platform, an optional dependency of chdb. */
function libraryPath(): string {
  const platform = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`;
  const chdb = createRequire(createRequire(import.meta.url).resolve('chdb'));
  try {
    return join(dirname(chdb.resolve(`@chdb/lib-${platform}/package.json`)), 'libchdb.so');
  } catch (cause) {
    throw new Error(`No analytics engine is installed for ${platform}.`, { cause });
  }
}
