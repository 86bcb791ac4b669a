import { parentPort, workerData } from 'node:worker_threads';
import type { Cell } from './accumulator.ts';
import { type CellColumns, inColumns } from './block.ts';
import { type BuilderOptions, CellBuilder } from './builder.ts';
import { MomentRows } from './log.ts';
import type { Order, Reply } from './workshop.ts';

const CELLS_PER_PIECE = 500_000;

/** The thread's side of `Workshop`: adds up what it is sent and answers the cells in pieces. */
function work(options: BuilderOptions, answer: (reply: Reply) => void): (order: Order) => void {
  const builder = new CellBuilder(options);
  return (order) => {
    if (order.type === 'finish') {
      for (const cells of pieces(builder)) answer({ type: 'cells', cells });
      answer({ type: 'finished' });
      return;
    }
    const rows = new MomentRows(order.bytes);
    order.signs.forEach((sign, moment) => {
      if (order.type === 'people') builder.addPeople(rows.at(moment), sign);
      else builder.addOrders(rows.at(moment), sign);
    });
    answer({ type: 'taken' });
  };
}

function* pieces(builder: CellBuilder): Generator<CellColumns> {
  let held: Cell[] = [];
  for (const cell of builder.cells()) {
    held.push(cell);
    if (held.length < CELLS_PER_PIECE) continue;
    yield inColumns(held);
    held = [];
  }
  if (held.length > 0) yield inColumns(held);
}

const port = parentPort;
if (port) {
  const handle = work(workerData as BuilderOptions, (reply) => port.postMessage(reply));
  port.on('message', handle);
}
