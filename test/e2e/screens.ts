interface Screen {
  path: string;
  /** Its heading of the first level. */
  heading: string;
  /** Nothing on it is measured: a form, terms that were agreed, or the definitions themselves. */
  isForm?: true;
}

/** Every screen of the rail and under it, with every tab, over the small world. */
export const SCREENS: readonly Screen[] = [
  { path: '/', heading: 'Overview' },
  { path: '/campaigns', heading: 'Campaigns' },
  { path: '/campaigns/-/compare', heading: 'Compare campaigns' },
  { path: '/campaigns/-/compare?c=alder-lamp,alder-desk,birch-cup', heading: 'Compare campaigns' },
  { path: '/campaigns/alder-lamp', heading: 'Alder lamp launch' },
  { path: '/campaigns/alder-lamp?tab=reach', heading: 'Alder lamp launch' },
  { path: '/campaigns/alder-lamp?tab=frequency', heading: 'Alder lamp launch' },
  { path: '/campaigns/alder-lamp?tab=conversion', heading: 'Alder lamp launch' },
  { path: '/devices', heading: 'Devices' },
  { path: '/audience', heading: 'Audience' },
  { path: '/revenue', heading: 'Revenue' },
  { path: '/revenue/agreements', heading: 'Agreements', isForm: true },
  { path: '/revenue/what-if', heading: 'What if' },
  { path: '/revenue/statements', heading: 'Statements' },
  { path: '/revenue/orders', heading: 'Shared orders' },
  { path: '/revenue/rates', heading: 'Exchange rates' },
  { path: '/studies', heading: 'Studies' },
  { path: '/studies?add=mobile-2013', heading: 'New study', isForm: true },
  { path: '/offers', heading: 'Offers' },
  { path: '/offers?add=true', heading: 'New offer', isForm: true },
  { path: '/orders', heading: 'Orders' },
  { path: '/orders?view=replies', heading: 'Orders' },
  { path: '/live', heading: 'Live' },
  { path: '/alerts', heading: 'Alerts' },
  { path: '/reports', heading: 'Reports' },
  { path: '/accounts', heading: 'Accounts' },
  { path: '/data', heading: 'Data' },
  { path: '/data?tab=refused', heading: 'Data' },
  { path: '/data?tab=rules', heading: 'Data' },
  { path: '/data?tab=catalogue', heading: 'Data' },
  { path: '/definitions', heading: 'Definitions', isForm: true },
];
