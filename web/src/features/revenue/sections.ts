/** The screens under Revenue, in the order of their row of links. */
export const REVENUE_SECTIONS = [
  { to: '/revenue', label: 'Revenue' },
  { to: '/revenue/agreements', label: 'Agreements' },
  { to: '/revenue/what-if', label: 'What if' },
  { to: '/revenue/statements', label: 'Statements' },
  { to: '/revenue/orders', label: 'Shared orders' },
  { to: '/revenue/rates', label: 'Exchange rates' },
] as const;
