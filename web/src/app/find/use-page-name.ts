import { useQuery } from '@tanstack/react-query';
import { studiesQuery } from '../../features/studies/studies-questions.ts';
import { campaignsQuery, nameOf } from '../../lib/questions.ts';
import { NAMED_SCREENS } from './screens.ts';

/** What the page of a path is called: that of its screen, or of the campaign or study it is about. */
export function usePageName(): (path: string) => string {
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const studies = useQuery(studiesQuery).data?.items ?? [];
  return (path) => {
    const exact = NAMED_SCREENS.find(({ to }) => to === path);
    if (exact) return exact.label;
    const [, screen, key = '', ...rest] = path.split('/').map(decodeURIComponent);
    if (screen === 'campaigns') return rest.length > 0 ? 'Compare campaigns' : nameOf(campaigns, key);
    const study = studies.find(({ id }) => id === key)?.name ?? key;
    if (screen === 'studies') return rest.length > 0 ? `${study}, run ${rest.at(-1)}` : study;
    return path;
  };
}
