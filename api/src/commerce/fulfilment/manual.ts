import type { Fulfilment } from '../ports.ts';

/** Nobody is told: whoever ships looks at the orders and marks them by hand. */
export const manualFulfilment: Fulfilment = {
  name: 'manual',
  fulfil: async () => false,
};
