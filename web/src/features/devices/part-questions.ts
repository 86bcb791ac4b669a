import type {
  DevicePathsAnswer,
  DevicePathsRequestInput,
  DevicesAnswer,
  DevicesRequestInput,
  IntensityAnswer,
  IntensityRequestInput,
} from '@syncline/shared/devices';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import type { Scope } from '../../lib/scope.ts';

/** People by the devices they used. */
export function useDeviceParts({ period, filters }: Scope): UseQueryResult<DevicesAnswer> {
  const json: DevicesRequestInput = { period, filters };
  const ask = (signal: AbortSignal) => request<DevicesAnswer>('/analysis/devices', { json, signal });
  return useQuery({ queryKey: ['devices', json], queryFn: ({ signal }) => ask(signal) });
}

/** Purchases by the device seen last and the device of the payment. */
export function useDevicePaths({ period, filters }: Scope): UseQueryResult<DevicePathsAnswer> {
  const json: DevicePathsRequestInput = { period, filters };
  const ask = (signal: AbortSignal) => request<DevicePathsAnswer>('/analysis/device-paths', { json, signal });
  return useQuery({ queryKey: ['device-paths', json], queryFn: ({ signal }) => ask(signal) });
}

/** How much people do, by primary device. */
export function useIntensity({ period, filters }: Scope, threshold: number): UseQueryResult<IntensityAnswer> {
  const json: IntensityRequestInput = { period, filters, primary_device_threshold: threshold };
  const ask = (signal: AbortSignal) => request<IntensityAnswer>('/analysis/intensity', { json, signal });
  return useQuery({ queryKey: ['intensity', json], queryFn: ({ signal }) => ask(signal) });
}
