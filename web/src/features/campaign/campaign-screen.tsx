import { useParams, useSearch } from '@tanstack/react-router';
import { useScope } from '../../lib/scope.ts';
import { CampaignPage } from './campaign-page.tsx';

/** A campaign's page. Keyed by campaign, so that one campaign's figures never stand under another's name. */
export function CampaignScreen() {
  const { slug } = useParams({ from: '/campaigns/$slug' });
  const { tab } = useSearch({ from: '/campaigns/$slug' });
  const scope = useScope({ campaign: slug });
  return <CampaignPage key={slug} slug={slug} tab={tab ?? 'summary'} scope={scope} />;
}
