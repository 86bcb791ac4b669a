import { DELIVERIES_KEPT_MS, keptDeliveries } from '@syncline/api/commerce/webhooks/deliveries';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const delivery = (more: object = {}) => ({
  source: 'orders',
  id: 'n-1',
  seconds: 1_788_264_000,
  body: Buffer.from('{"id":"n-1"}'),
  ...more,
});

onEveryControlStore((open) => {
  describe('deliveries of webhooks', () => {
    it('are new, known when signed anew, and replayed when nothing differs, across restarts', async () => {
      const { ctx, openAgain } = await open();
      const deliveries = keptDeliveries(ctx);
      expect(await deliveries.standing(delivery())).toBe('new');
      await deliveries.mark(delivery());
      await deliveries.mark(delivery());
      const others = keptDeliveries({ ...ctx, db: (await openAgain()).db });
      expect(await others.standing(delivery())).toBe('replayed');
      expect(await others.standing(delivery({ seconds: 1_788_264_001 }))).toBe('known');
      expect(await others.standing(delivery({ body: Buffer.from('{"id": "n-1"}') }))).toBe('known');
      expect(await others.standing(delivery({ id: 'N-1' }))).toBe('new');
      expect(await others.standing(delivery({ source: 'stripe' }))).toBe('new');
    });

    it('are marked by many at once', async () => {
      const { ctx, openAgain } = await open();
      const both = [keptDeliveries(ctx), keptDeliveries({ ...ctx, db: (await openAgain()).db })];
      const times = [1, 2, 3, 4, 1, 2, 3, 4];
      await Promise.all(both.flatMap((each) => times.map((seconds) => each.mark(delivery({ seconds })))));
      expect(await ctx.db.selectFrom('webhook_deliveries').select('signed').execute()).toHaveLength(4);
    });

    it('are forgotten after seven days', async () => {
      const { ctx, clock } = await open();
      const deliveries = keptDeliveries(ctx);
      await deliveries.mark(delivery());
      clock.advance(DELIVERIES_KEPT_MS - 1);
      await deliveries.mark(delivery({ id: 'n-2' }));
      expect(await deliveries.standing(delivery())).toBe('replayed');
      clock.advance(1);
      await deliveries.mark(delivery({ id: 'n-3' }));
      expect(await deliveries.standing(delivery())).toBe('new');
      expect(await deliveries.standing(delivery({ id: 'n-2' }))).toBe('replayed');
    });
  });
});
