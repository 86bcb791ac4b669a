import { Page } from '../../ui/page.tsx';

export function RevenueScreen() {
  return <Page title="Revenue">{null}</Page>;
}
