import type { Report } from '@syncline/shared/reports';
import { useState } from 'react';
import { useScope } from '../../lib/scope.ts';
import { Download } from '../../ui/download.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { draftOf, faultsOf, toReportDraft } from './report-draft.ts';
import { ReportFields } from './report-fields.tsx';
import { useReportChanges } from './reports-questions.ts';

interface ReportDialogProps {
  /** The report to change; null writes a new one. */
  report: Report | null;
  /** Whether an SMTP server is set. */
  hasMailer: boolean;
  onClose: () => void;
  onRemoved: (report: Report) => void;
}

/** The form of a report; what it would come to can be had before it is kept. */
export function ReportDialog({ report, hasMailer, onClose, onRemoved }: ReportDialogProps) {
  const { period, state } = useScope();
  const only = (values: readonly string[]) => (values.length === 1 ? (values[0] ?? null) : null);
  const [fields, setFields] = useState(() =>
    draftOf(report, { period, brand: only(state.values.brand), campaign: only(state.values.campaign) }),
  );
  const [asked, setAsked] = useState(false);
  const { add, put, remove } = useReportChanges();
  const faults = faultsOf(fields);
  // It can be looked at before it has a name.
  const isDrawable = Object.keys(faults).every((field) => field === 'name');
  const save = () => {
    setAsked(true);
    if (Object.keys(faults).length > 0) return;
    const draft = toReportDraft(fields);
    if (report) put.mutate({ id: report.id, report: draft }, { onSuccess: onClose });
    else add.mutate(draft, { onSuccess: onClose });
  };
  const onDelete = report
    ? () =>
        remove.mutate(report, {
          onSuccess: () => {
            onRemoved(report);
            onClose();
          },
        })
    : undefined;
  return (
    <FormDialog
      title={report ? 'Change the report' : 'New report'}
      label="Report"
      size={720}
      changes={[add, put, remove]}
      onSave={save}
      onClose={onClose}
      onDelete={onDelete}
      more={() =>
        isDrawable ? (
          <Download
            label="Preview as PDF"
            file={{
              path: '/reports/preview',
              json: { ...toReportDraft(fields), name: fields.name.trim() || 'Preview' },
              name: 'preview.pdf',
              follow: () => () => ({ share: 0, text: 'being drawn' }),
            }}
          />
        ) : null
      }
    >
      <ReportFields
        fields={fields}
        faults={asked ? faults : {}}
        hasMailer={hasMailer}
        onChange={(change) => setFields((before) => ({ ...before, ...change }))}
      />
    </FormDialog>
  );
}
