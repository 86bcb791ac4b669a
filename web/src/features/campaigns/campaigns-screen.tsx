import { Page } from '../../ui/page.tsx';

export function CampaignsScreen() {
  return <Page title="Campaigns">{null}</Page>;
}
