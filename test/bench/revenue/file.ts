import { type OrdersWorld, periodsOf } from './world.ts';

/** Reads the file of all orders and says how long that took; throws an Error where it does not add up to what plain SQL finds. */
export async function ordersFile(url: string, world: OrdersWorld): Promise<string> {
  const started = performance.now();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ period: periodsOf(world.lastDay).months });
  const answer = await fetch(`${url}/api/v1/analysis/revenue-share/orders/download`, { method: 'POST', headers, body });
  if (!answer.ok || !answer.body) throw new Error(`The file of orders: ${answer.status} ${await answer.text()}`);
  const read = { lines: 0, minor: 0, bytes: 0, firstPieceMs: Number.NaN };
  let rest = '';
  for await (const piece of answer.body) {
    if (Number.isNaN(read.firstPieceMs)) read.firstPieceMs = performance.now() - started;
    read.bytes += piece.byteLength;
    const lines = (rest + Buffer.from(piece).toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      read.lines += 1;
      // The last cells are amount and currency.
      if (read.lines > 1) read.minor += Math.round(Number(line.split(',').at(-2)) * 100);
    }
  }
  const net = world.days.reduce((sum, { gross, refunds }) => sum + gross - refunds, 0);
  if (read.minor !== net) throw new Error(`The file of orders adds up to ${read.minor}, not to ${net}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return `The CSV of every order: ${seconds} s, ${read.lines} lines, ${read.bytes} bytes; its first piece came after ${Math.round(read.firstPieceMs)} ms.`;
}
