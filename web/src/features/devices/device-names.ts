/** How a class of devices, or of people by their primary device, is called and coloured on this screen. */
export interface Group {
  key: string;
  name: string;
  colour: string;
}

/** Devices as events carry them. Mobile means phones; tablets are a class of their own. */
export const DEVICE_GROUPS: readonly Group[] = [
  { key: 'mobile', name: 'Phone', colour: 'var(--mobile)' },
  { key: 'desktop', name: 'Desktop', colour: 'var(--desktop)' },
  { key: 'tablet', name: 'Tablet', colour: 'var(--tablet)' },
  { key: 'other', name: 'Other', colour: 'var(--ghost)' },
  { key: 'unknown', name: 'Unknown', colour: 'var(--unknown)' },
];

/** People by primary device. */
export const PRIMARY_GROUPS: readonly Group[] = [
  { key: 'mobile', name: 'Primary mobile', colour: 'var(--mobile)' },
  { key: 'desktop', name: 'Primary desktop', colour: 'var(--desktop)' },
  { key: 'mixed', name: 'Mixed', colour: 'var(--both)' },
  { key: 'unknown', name: 'No known device', colour: 'var(--unknown)' },
];
