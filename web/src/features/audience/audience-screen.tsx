import { formatDay } from '@syncline/shared/format';
import { useScope } from '../../lib/scope.ts';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { AudienceKpis } from './audience-kpis.tsx';
import { useBrandFollows } from './audience-questions.ts';
import { BrandsPanel } from './brands-panel.tsx';
import { FlowPanel } from './flow-panel.tsx';
import { ManyBrandsPanel } from './many-brands-panel.tsx';
import { NextPanel } from './next-panel.tsx';
import { SharedFollowersPanel } from './shared-followers-panel.tsx';
import { ValuePanel } from './value-panel.tsx';

/** Who follows brands: how many each, which together, which next, and whether followers buy more. */
export function AudienceScreen() {
  const scope = useScope();
  const follows = useBrandFollows(scope);
  const until =
    scope.period.to < scope.workspace.today ? `the end of ${formatDay(scope.period.to, { year: true })}` : 'now';
  return (
    <Page
      title="Audience"
      facts={
        <>
          Who follows what <strong>{until}</strong>, {scope.workspace.timezone}: follows less unfollows, each person
          once
        </>
      }
    >
      <AudienceKpis scope={scope} follows={follows} />
      <Row>
        <Cell span={7}>
          <BrandsPanel follows={follows} />
        </Cell>
        <Cell span={5}>
          <ManyBrandsPanel follows={follows} />
        </Cell>
      </Row>
      <FlowPanel scope={scope} />
      <SharedFollowersPanel scope={scope} />
      <NextPanel scope={scope} />
      <ValuePanel scope={scope} />
    </Page>
  );
}
