import { lazy } from 'react';

// The charts drawn with Recharts come after the figures; panels keep their place meanwhile.
export const TimeBars = lazy(() => import('./draw/time-bars.tsx').then((module) => ({ default: module.TimeBars })));
export const FrequencyChart = lazy(() =>
  import('./draw/frequency-chart.tsx').then((module) => ({ default: module.FrequencyChart })),
);
export const ReachBuild = lazy(() =>
  import('./draw/reach-build.tsx').then((module) => ({ default: module.ReachBuild })),
);
