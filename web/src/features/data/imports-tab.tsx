import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWorkspace } from '../../lib/workspace.ts';
import { Cell, Row } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { importsQuery } from './data-questions.ts';
import { DemoPanel } from './demo-panel.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Freshness } from './freshness.tsx';
import { ImportWizard } from './import-wizard.tsx';
import { ImportsList } from './imports-list.tsx';
import { SourcesPanel } from './sources-panel.tsx';
import { StatusKpis } from './status-kpis.tsx';
import type { WizardStep } from './wizard-steps.ts';

interface ImportsTabProps {
  /** How far an import is. */
  step: WizardStep;
  onStep: (step: WizardStep) => void;
  onRefused: (importId: string) => void;
}

/** Import of files with its progress, what was imported, and how fresh and complete the store is. */
export function ImportsTab({ step, onStep, onRefused }: ImportsTabProps) {
  const workspace = useWorkspace();
  const client = useQueryClient();
  const imported = (useQuery(importsQuery).data?.imports.length ?? 0) > 0;
  const [started, setStarted] = useState(false);
  const start = () => {
    setStarted(true);
    void client.invalidateQueries({ queryKey: ['imports'] });
  };
  const untouched = workspace.events === 0 && workspace.demo.state === 'none' && !started && !imported;
  return (
    <>
      <div data-strip>
        <StatusKpis />
      </div>
      {untouched && step === 'file' ? <FirstSteps /> : null}
      <Panel
        title="Import a file"
        subtitle="X posts (v1.1 or v2, JSON lines), tables of posts about a brand, events as NDJSON or CSV, and any CSV with a column mapping; plain or gzip. Sent twice, nothing counts twice"
        height={120}
        picture={false}
      >
        <ImportWizard step={step} onStep={onStep} onStarted={start} onRefused={onRefused} />
      </Panel>
      {untouched ? null : (
        <>
          <ImportsList onRefused={onRefused} />
          <Row>
            <Cell span={7}>
              <Freshness />
            </Cell>
            <Cell span={5}>
              <SourcesPanel />
              <DemoPanel />
            </Cell>
          </Row>
        </>
      )}
    </>
  );
}
