import { DEVICES } from '@syncline/shared/events';
import { z } from 'zod';

/**
 * How labels and user agents become devices. Read it top to bottom: the first line that fits decides. An installation adds
 * its own lines, tried before these, with a file `devices.json` of the same shape in the data folder.
 */
export const deviceTableSchema = z.strictObject({
  /** Labels of client apps, as the network hands them out, compared without regard to case. */
  clients: z.array(
    z.strictObject({
      network: z.string().min(1),
      device: z.enum(DEVICES),
      labels: z.array(z.string().min(1)),
    }),
  ),
  /** What a label that is not listed means on a network where every label of its own apps is known. */
  unlisted_clients: z.record(z.string(), z.enum(DEVICES)),
  /** Regular expressions over the user agent, compared without regard to case. */
  user_agents: z.array(z.strictObject({ device: z.enum(DEVICES), pattern: z.string().min(1) })),
});

export type DeviceTable = z.infer<typeof deviceTableSchema>;

export const DEVICE_TABLE: DeviceTable = {
  clients: [
    {
      network: 'x',
      device: 'mobile',
      labels: [
        'Twitter for iPhone',
        'Twitter for Android',
        'Twitter for Windows Phone',
        'Twitter for BlackBerry',
        'Twitter for BlackBerry®',
        'Twitter for Nokia S40',
        'Twitter Lite',
        'Mobile Web',
        'Mobile Web (M2)',
        'Mobile Web (M5)',
        'X for iPhone',
        'X for Android',
      ],
    },
    {
      network: 'x',
      device: 'tablet',
      labels: ['Twitter for iPad', 'Twitter for Android Tablets', 'X for iPad'],
    },
    {
      network: 'x',
      device: 'desktop',
      labels: ['Twitter Web Client', 'TweetDeck', 'Twitter for Mac', 'Twitter for Windows', 'web'],
    },
    {
      // One client for phones and desktops since 2019.
      network: 'x',
      device: 'unknown',
      labels: ['Twitter Web App', 'X Web App', 'TweetDeck Web App'],
    },
  ],
  // Any other label on X is a third party's app or an automation.
  unlisted_clients: { x: 'other' },
  user_agents: [
    { device: 'other', pattern: 'bot\\b|bot[/ ;]|crawl|spider|slurp|preview|headless|facebookexternalhit|monitor' },
    { device: 'other', pattern: '^(curl|wget|python|java|go-http|okhttp|axios|node|ruby|php|libwww|postman)' },
    { device: 'other', pattern: 'smart-?tv|tizen.+tv|web0s|appletv|crkey|aft[a-z]|roku|playstation|xbox|nintendo' },
    {
      device: 'tablet',
      pattern: 'ipad|tablet(?! pc)|kindle|silk/(?!.*mobile)|playbook|sm-t\\d|sm-x\\d|nexus (7|9|10)\\b',
    },
    {
      device: 'mobile',
      pattern: 'iphone|ipod|windows phone|blackberry|bb10|opera mini|iemobile|series40|symbian|kaios',
    },
    { device: 'mobile', pattern: 'android.+mobile|mobile.+android|mobile.+firefox' },
    { device: 'tablet', pattern: 'android' },
    { device: 'desktop', pattern: 'windows nt|macintosh|cros |x11|linux (x86_64|i686)' },
  ],
};
