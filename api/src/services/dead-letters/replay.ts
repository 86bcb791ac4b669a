import type { ReplayAnswer } from '@syncline/shared/control';
import type { Reject } from '@syncline/shared/events';
import type { Selectable } from 'kysely';
import type { Ingest } from '../../ingest/port.ts';
import type { DeadLetterTable } from '../../stores/sql/schema.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { REPLAY_SOURCE } from './keep.ts';
import { type LetterFilter, matching } from './letter.ts';

const LETTERS_PER_BATCH = 500;

type Letter = Selectable<DeadLetterTable>;

/**
 * Sends the refused lines of the filter through ingest again. Those accepted, and those known by now, leave the store;
 * those refused again stay under the line they came from, with the new reason. It can be broken off and repeated: what
 * was accepted before it broke off counts as duplicate then.
 */
export async function replayDeadLetters(
  ctx: ServiceContext,
  { filter, ingest }: { filter: LetterFilter; ingest: Pick<Ingest, 'submit'> },
): Promise<ReplayAnswer> {
  const answer: ReplayAnswer = { accepted: 0, duplicate: 0, rejected: 0, not_replayable: 0 };
  let after = 0;
  while (true) {
    const letters = await ctx.db
      .selectFrom('dead_letters')
      .selectAll()
      .where(matching(filter))
      .where('id', '>', after)
      .orderBy('id')
      .limit(LETTERS_PER_BATCH)
      .execute();
    const last = letters.at(-1);
    if (last === undefined) return answer;
    after = last.id;
    for (const sameImport of groupedByImport(letters)) await replayBatch(ctx, ingest, sameImport, answer);
  }
}

async function replayBatch(
  ctx: ServiceContext,
  ingest: Pick<Ingest, 'submit'>,
  letters: readonly Letter[],
  answer: ReplayAnswer,
): Promise<void> {
  const sendable = letters.flatMap((letter) => {
    const event = eventOf(letter);
    return event === undefined ? [] : [{ letter, event }];
  });
  answer.not_replayable += letters.length - sendable.length;
  const first = sendable[0];
  if (first === undefined) return;
  const outcome = await ingest.submit({
    lines: sendable.map(({ event }, index) => ({ line: index + 1, value: event.value })),
    source: REPLAY_SOURCE,
    origin: '',
    ...(first.letter.import_id === null ? {} : { importId: first.letter.import_id }),
  });
  answer.accepted += outcome.accepted;
  answer.duplicate += outcome.duplicate;
  answer.rejected += outcome.rejected;
  const refused = new Map(outcome.rejects.map((reject) => [reject.line, reject]));
  await settle(
    ctx,
    sendable.map(({ letter }, index) => ({ id: letter.id, reject: refused.get(index + 1) })),
  );
}

function settle(ctx: ServiceContext, replayed: readonly { id: number; reject: Reject | undefined }[]): Promise<void> {
  return inTransaction(ctx, async ({ db }) => {
    const gone = replayed.filter(({ reject }) => reject === undefined).map(({ id }) => id);
    if (gone.length > 0) await db.deleteFrom('dead_letters').where('id', 'in', gone).execute();
    for (const { id, reject } of replayed) {
      if (reject === undefined) continue;
      const { code, path, message } = reject;
      await db.updateTable('dead_letters').set({ code, path, message }).where('id', '=', id).execute();
    }
  });
}

function groupedByImport(letters: readonly Letter[]): Letter[][] {
  const groups = new Map<string | null, Letter[]>();
  for (const letter of letters) {
    const group = groups.get(letter.import_id);
    if (group) group.push(letter);
    else groups.set(letter.import_id, [letter]);
  }
  return [...groups.values()];
}

/** The event a letter holds; undefined when it holds none that can be sent. */
function eventOf({ payload, replayable }: Letter): { value: unknown } | undefined {
  if (replayable !== 1 || payload === null) return undefined;
  try {
    return { value: JSON.parse(payload) };
  } catch {
    return undefined;
  }
}
