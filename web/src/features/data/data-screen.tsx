import { Page } from '../../ui/page.tsx';

export function DataScreen() {
  return <Page title="Data">{null}</Page>;
}
