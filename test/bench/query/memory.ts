import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Memory of a process in bytes. */
interface Memory {
  now: number;
  /** The most since the process began or since `resetPeak`. */
  peak: number;
}

const KIB = 1024;
const TICKS_PER_SECOND = 100;
const QUIET_SHARE = 0.05;
const QUIET_SECONDS = 3;
const LONGEST_SETTLING_SECONDS = 3600;

/** Resident memory of a process, as Linux counts it. Throws where there is no /proc. */
export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (field: string) => {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    if (found === undefined) throw new Error(`process ${pid} tells no ${field}`);
    return Number(found) * KIB;
  };
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

/** Lets the peak of a process begin anew. */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Resolves once the processes do next to nothing for three seconds; throws an Error after an hour. */
export async function untilQuiet(pids: readonly number[]): Promise<void> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let before = cpuSeconds(pids);
  while (elapsed() < LONGEST_SETTLING_SECONDS) {
    const since = performance.now();
    await sleep(QUIET_SECONDS * 1000);
    const after = cpuSeconds(pids);
    if ((after - before) / ((performance.now() - since) / 1000) < QUIET_SHARE) return;
    before = after;
  }
  throw new Error(`The server was still busy after ${LONGEST_SETTLING_SECONDS} s.`);
}

function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }, 0);
}
