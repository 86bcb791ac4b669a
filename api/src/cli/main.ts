#!/usr/bin/env node
import { renewCells } from './cells.ts';
import { HELP, readArguments, UsageError } from './arguments.ts';
import { UnreachableError } from './client.ts';
import { importFiles, type Terminal } from './import.ts';

const PLAIN_LINE_EVERY_MS = 5_000;

/** A terminal gets one line that is written over; anything else gets a line now and then. */
function openTerminal(): Terminal {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const { isTTY } = process.stderr;
  let shown = false;
  let told = performance.now();
  return {
    out: (text) => {
      if (shown) process.stderr.write('\r\u001b[2K');
      shown = false;
      process.stdout.write(`${text}\n`);
    },
    progress: (text) => {
      if (isTTY) process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
      else if (performance.now() - told >= PLAIN_LINE_EVERY_MS) {
        process.stderr.write(`${text}\n`);
        told = performance.now();
      }
      shown = isTTY;
    },
    stdin: process.stdin,
    signal: interrupted.signal,
  };
}

async function main(): Promise<number> {
  const command = readArguments(process.argv.slice(2), process.env);
  if (command === null) {
    process.stdout.write(HELP);
    return 0;
  }
  if (command.command === 'import') return importFiles(command, openTerminal());
  return renewCells(command, openTerminal());
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof UnreachableError)) throw error;
  process.stderr.write(`${error.message}\n${error instanceof UsageError ? 'See pnpm syncline --help.\n' : ''}`);
  process.exitCode = 2;
}
