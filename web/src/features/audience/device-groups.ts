import type { FollowerDevice } from '@syncline/shared/audience';

/** Followers by primary device, as they are called and coloured on this screen. */
export const DEVICE_GROUPS: readonly { key: FollowerDevice; name: string; colour: string }[] = [
  { key: 'mobile', name: 'Primary mobile', colour: 'var(--mobile)' },
  { key: 'desktop', name: 'Primary desktop', colour: 'var(--desktop)' },
  { key: 'mixed', name: 'Mixed', colour: 'var(--both)' },
  { key: 'unknown', name: 'No known device', colour: 'var(--unknown)' },
];
