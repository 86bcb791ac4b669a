/** The screens under Revenue, in the order of their row of links. */
export const REVENUE_SECTIONS = [
  { to: '/revenue', label: 'Revenue' },
  { to: '/revenue/agreements', label: 'Agreements' },
  { to: '/revenue/statements', label: 'Statements' },
] as const;
