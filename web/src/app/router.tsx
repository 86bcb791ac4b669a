import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import {
  campaignSearchFields,
  campaignsSearchFields,
  compareSearchFields,
  filterSearchFields,
  parseSearch,
  stringifySearch,
} from '../lib/filters.ts';
import { readSearch, type SearchFields } from '../lib/search-fields.ts';
import { runSearchFields, studiesSearchFields, studySearchFields } from '../features/studies/studies-search.ts';
import { askRevenue } from '../features/revenue/opening.ts';
import { whatIfSearchFields } from '../features/revenue/what-if-search.ts';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell/shell.tsx';
import { ScreenFailure } from './screen-failure.tsx';

const reading =
  <Fields extends SearchFields>(fields: Fields) =>
  (search: Record<string, unknown>) =>
    readSearch(fields, search);

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  validateSearch: reading(filterSearchFields),
  component: Shell,
  notFoundComponent: NotFound,
});

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../features/overview/overview-screen.tsx'), 'OverviewScreen'),
});

const campaignsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/campaigns',
  validateSearch: reading(campaignsSearchFields),
  component: lazyRouteComponent(() => import('../features/campaigns/campaigns-screen.tsx'), 'CampaignsScreen'),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/campaigns/-/compare',
  validateSearch: reading(compareSearchFields),
  component: lazyRouteComponent(() => import('../features/campaigns/compare-screen.tsx'), 'CompareScreen'),
});

const campaignRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/campaigns/$slug',
  validateSearch: reading(campaignSearchFields),
  component: lazyRouteComponent(() => import('../features/campaign/campaign-screen.tsx'), 'CampaignScreen'),
});

const devicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/devices',
  component: lazyRouteComponent(() => import('../features/devices/devices-screen.tsx'), 'DevicesScreen'),
});

const audienceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audience',
  component: lazyRouteComponent(() => import('../features/audience/audience-screen.tsx'), 'AudienceScreen'),
});

const revenueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/revenue',
  loader: ({ context, location, cause }) => {
    // What the screen shows first is asked while its code is loaded; the screen itself tells what fails.
    if (cause === 'enter') void askRevenue(context.queryClient, location.search).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import('../features/revenue/revenue-screen.tsx'), 'RevenueScreen'),
});

const agreementsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/revenue/agreements',
  component: lazyRouteComponent(() => import('../features/revenue/agreements-screen.tsx'), 'AgreementsScreen'),
});

const statementsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/revenue/statements',
  component: lazyRouteComponent(() => import('../features/revenue/statements-screen.tsx'), 'StatementsScreen'),
});

const sharedOrdersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/revenue/orders',
  component: lazyRouteComponent(() => import('../features/revenue/shared-orders-screen.tsx'), 'SharedOrdersScreen'),
});

const ratesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/revenue/rates',
  component: lazyRouteComponent(() => import('../features/revenue/rates-screen.tsx'), 'RatesScreen'),
});

const whatIfRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/revenue/what-if',
  validateSearch: reading(whatIfSearchFields),
  component: lazyRouteComponent(() => import('../features/revenue/what-if-screen.tsx'), 'WhatIfScreen'),
});

const studiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies',
  validateSearch: reading(studiesSearchFields),
  component: lazyRouteComponent(() => import('../features/studies/studies-screen.tsx'), 'StudiesScreen'),
});

const studyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies/$study',
  validateSearch: reading(studySearchFields),
  component: lazyRouteComponent(() => import('../features/studies/study-screen.tsx'), 'StudyScreen'),
});

const studyRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies/$study/runs/$run',
  validateSearch: reading(runSearchFields),
  component: lazyRouteComponent(() => import('../features/studies/run-screen.tsx'), 'RunScreen'),
});

const offersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/offers',
  component: lazyRouteComponent(() => import('../features/offers/offers-screen.tsx'), 'OffersScreen'),
});

const ordersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/orders',
  component: lazyRouteComponent(() => import('../features/orders/orders-screen.tsx'), 'OrdersScreen'),
});

const liveRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/live',
  component: lazyRouteComponent(() => import('../features/live/live-screen.tsx'), 'LiveScreen'),
});

const accountsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/accounts',
  component: lazyRouteComponent(() => import('../features/accounts/accounts-screen.tsx'), 'AccountsScreen'),
});

const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data',
  component: lazyRouteComponent(() => import('../features/data/data-screen.tsx'), 'DataScreen'),
});

const definitionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/definitions',
  component: lazyRouteComponent(() => import('../features/definitions/definitions-screen.tsx'), 'DefinitionsScreen'),
});

const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  component: lazyRouteComponent(() => import('../features/alerts/alerts-screen.tsx'), 'AlertsScreen'),
});

const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  component: lazyRouteComponent(() => import('../features/reports/reports-screen.tsx'), 'ReportsScreen'),
});

const viewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/views/$view',
  component: lazyRouteComponent(() => import('../features/views/view-screen.tsx'), 'ViewScreen'),
});

const routeTree = rootRoute.addChildren([
  overviewRoute,
  campaignsRoute,
  compareRoute,
  campaignRoute,
  devicesRoute,
  audienceRoute,
  revenueRoute,
  agreementsRoute,
  statementsRoute,
  sharedOrdersRoute,
  ratesRoute,
  whatIfRoute,
  studiesRoute,
  studyRoute,
  studyRunRoute,
  offersRoute,
  ordersRoute,
  liveRoute,
  accountsRoute,
  dataRoute,
  definitionsRoute,
  alertsRoute,
  reportsRoute,
  viewRoute,
]);

/** The router of the app; search parameters are plain text, so that links can be read. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: ScreenFailure,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
