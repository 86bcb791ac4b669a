import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { carryFilters } from '../../lib/filters.ts';
import { STOPS, targetOf } from './stops.ts';
import { TourContext, useTourOffered } from './tour-context.ts';

const Tour = lazy(() => import('./tour.tsx'));
/** How long the screen that the tour goes over may take to be drawn, and how often that is looked at. */
const PATIENCE_MS = 3000;
const LOOK_EVERY_MS = 100;

/** Resolves once all stops are there, or when that takes too long: those that are there are shown. */
async function untilDrawn(): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS && STOPS.some((stop) => targetOf(stop) === null); waited += LOOK_EVERY_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Lets what is inside begin the tour, which is over the overview. */
export function TourProvider({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const [running, setRunning] = useState(false);
  const [, setOffered] = useTourOffered();
  const start = useCallback(() => {
    setOffered(true);
    void navigate({ to: '/', search: carryFilters })
      .then(untilDrawn)
      .then(() => setRunning(true));
  }, [navigate, setOffered]);
  const end = useCallback(() => {
    setRunning(false);
    document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true });
  }, []);
  return (
    <TourContext value={start}>
      {children}
      {running ? (
        <Suspense>
          <Tour onEnd={end} />
        </Suspense>
      ) : null}
    </TourContext>
  );
}
