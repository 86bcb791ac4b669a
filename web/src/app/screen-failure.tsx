import type { ErrorComponentProps } from '@tanstack/react-router';
import { Page } from '../ui/page.tsx';
import { Failure } from '../ui/states.tsx';

/** What stands in place of a screen that threw; the frame around it goes on working. */
export function ScreenFailure({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This screen failed">
      <Failure what="The screen could not be shown" error={error} retry={reset} />
    </Page>
  );
}
