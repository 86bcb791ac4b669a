import type { Report, ReportDraft, ReportList, ReportRun } from '@syncline/shared/reports';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { apiUrl, request } from '../../lib/api.ts';

const REPORTS = 'reports';
/** How often it is asked what was made. */
const EVERY_MS = 60_000;
const pathOf = (id: string) => `/reports/${encodeURIComponent(id)}`;

/** Every report, the last changed first. */
export const reportsQuery = queryOptions({
  queryKey: [REPORTS],
  queryFn: ({ signal }) => request<ReportList>('/reports', { signal }),
  refetchInterval: EVERY_MS,
});

/** Every making of reports, the last first. */
export const reportRunsQuery = queryOptions({
  queryKey: [REPORTS, 'runs'],
  queryFn: ({ signal }) => request<{ items: ReportRun[] }>('/report-runs', { signal }),
  refetchInterval: EVERY_MS,
});

/** The address of a report as it was made then. */
export function runUrl({ id }: Pick<ReportRun, 'id'>): string {
  return apiUrl(`/report-runs/${id}/report.pdf`);
}

/** The address of a report as PDF, drawn when it is opened. */
export function reportUrl({ id }: Pick<Report, 'id'>): string {
  return apiUrl(`${pathOf(id)}/report.pdf`);
}

/** Keeps, changes and removes reports; they are asked again after each. */
export function useReportChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [REPORTS] });
  return {
    add: useMutation({ mutationFn: (json: ReportDraft) => request<Report>('/reports', { json }), onSuccess }),
    put: useMutation({
      mutationFn: ({ id, report }: { id: string; report: ReportDraft }) =>
        request<Report>(pathOf(id), { method: 'PUT', json: report }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: ({ id }: Report) => request<void>(pathOf(id), { method: 'DELETE' }),
      onSuccess,
    }),
    run: useMutation({
      mutationFn: ({ id }: Report) => request<ReportRun>(`${pathOf(id)}/runs`, { method: 'POST' }),
      onSuccess,
    }),
    mail: useMutation({
      mutationFn: ({ id }: ReportRun) => request<ReportRun>(`/report-runs/${id}/mail`, { method: 'POST' }),
      onSuccess,
    }),
    restore: useMutation({
      mutationFn: ({ id }: Report) => request<Report>(`${pathOf(id)}/restore`, { method: 'POST' }),
      onSuccess,
    }),
  };
}
