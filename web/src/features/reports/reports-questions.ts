import type { Report, ReportDraft } from '@syncline/shared/reports';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { apiUrl, request } from '../../lib/api.ts';

const REPORTS = 'reports';
const pathOf = (id: string) => `/reports/${encodeURIComponent(id)}`;

/** Every report, the last changed first. */
export const reportsQuery = queryOptions({
  queryKey: [REPORTS],
  queryFn: ({ signal }) => request<{ items: Report[] }>('/reports', { signal }),
});

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
    restore: useMutation({
      mutationFn: ({ id }: Report) => request<Report>(`${pathOf(id)}/restore`, { method: 'POST' }),
      onSuccess,
    }),
  };
}
