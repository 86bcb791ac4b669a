import { Page } from '../../ui/page.tsx';

export function DevicesScreen() {
  return <Page title="Devices">{null}</Page>;
}
