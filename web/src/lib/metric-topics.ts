import type { MetricKey } from '@syncline/shared/metrics';

/** What metrics are about, in the order of the page. */
export const TOPICS = [
  'Reach and frequency',
  'Engagement and follows',
  'Purchases',
  'Conversion',
  'Money',
  'Advertising spend',
  'Activity',
] as const;
export type Topic = (typeof TOPICS)[number];

/** What each metric is about. */
export const TOPIC_OF: Record<MetricKey, Topic> = {
  impressions: 'Reach and frequency',
  viewable_impressions: 'Reach and frequency',
  reach: 'Reach and frequency',
  frequency: 'Reach and frequency',
  engagements: 'Engagement and follows',
  engaged_users: 'Engagement and follows',
  engagement_rate: 'Engagement and follows',
  clicks: 'Engagement and follows',
  click_rate: 'Engagement and follows',
  follows: 'Engagement and follows',
  unfollows: 'Engagement and follows',
  net_follows: 'Engagement and follows',
  follow_rate: 'Engagement and follows',
  follow_rate_per_impression: 'Engagement and follows',
  triggers: 'Purchases',
  confirmations: 'Purchases',
  confirm_rate: 'Purchases',
  lost_triggers: 'Purchases',
  purchases: 'Purchases',
  buyers: 'Purchases',
  people: 'Conversion',
  conversion_per_person: 'Conversion',
  conversion_per_reach: 'Conversion',
  conversion_per_impression: 'Conversion',
  conversion_per_click: 'Conversion',
  gross_revenue: 'Money',
  refunds: 'Money',
  net_revenue: 'Money',
  average_order_value: 'Money',
  spend: 'Advertising spend',
  cpm: 'Advertising spend',
  cpa: 'Advertising spend',
  roas: 'Advertising spend',
  active_users: 'Activity',
  actions: 'Activity',
  actions_per_user: 'Activity',
};
