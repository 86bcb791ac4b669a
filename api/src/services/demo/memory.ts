import type { ServiceContext } from '../context.ts';

/** How far the demo world is, as it was last kept; null in a store that never had one. */
export async function readDemoState({ db }: ServiceContext): Promise<string | null> {
  const row = await db.selectFrom('workspace').select('demo_state').where('id', '=', 1).executeTakeFirstOrThrow();
  return row.demo_state;
}

/** Keeps how far the demo world is; resolves once it is durable. */
export async function writeDemoState({ db }: ServiceContext, state: string): Promise<void> {
  await db.updateTable('workspace').set({ demo_state: state }).where('id', '=', 1).execute();
}
