import { useLocalStorage } from '@mantine/hooks';
import { createContext, use } from 'react';

/** Begins the tour. */
export const TourContext = createContext<() => void>(() => undefined);

export function useTour(): () => void {
  return use(TourContext);
}

/** Whether this browser was offered the tour: it took it, or said not now. */
export function useTourOffered() {
  return useLocalStorage({ key: 'syncline-tour-offered', defaultValue: false, getInitialValueInEffect: false });
}
