import { useMediaQuery } from '@mantine/hooks';

/** Whether the window is as narrow as a phone's; known before anything is drawn. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 767.98px)', false, { getInitialValueInEffect: false });
}
