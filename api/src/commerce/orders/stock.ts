import type { ServiceContext } from '../../services/context.ts';

interface Piece {
  offer: string;
  /** How many there are in all; null is without limit. */
  stock: number | null;
}

/** Sets one piece aside; false where none is left. What a transaction sets aside is back when it is rolled back. */
export async function takeOne({ db }: ServiceContext, { offer, stock }: Piece): Promise<boolean> {
  await db
    .insertInto('offer_stock')
    .values({ offer, reserved: 0 })
    .onConflict((conflict) => conflict.column('offer').doNothing())
    .execute();
  let update = db
    .updateTable('offer_stock')
    .set((row) => ({ reserved: row('reserved', '+', 1) }))
    .where('offer', '=', offer);
  if (stock !== null) update = update.where('reserved', '<', stock);
  const { numUpdatedRows } = await update.executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Gives back a piece that was set aside. */
export async function giveBack({ db }: ServiceContext, offer: string): Promise<void> {
  await db
    .updateTable('offer_stock')
    .set((row) => ({ reserved: row('reserved', '-', 1) }))
    .where('offer', '=', offer)
    .execute();
}

/** Whether nothing is left of an offer. */
export async function isSoldOut({ db }: ServiceContext, { offer, stock }: Piece): Promise<boolean> {
  if (stock === null) return false;
  const row = await db.selectFrom('offer_stock').select('reserved').where('offer', '=', offer).executeTakeFirst();
  return (row?.reserved ?? 0) >= stock;
}
