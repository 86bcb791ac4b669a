/** Segments people are told apart by: what they mostly act on. */
export const SEGMENTS = ['mobile', 'desktop', 'mixed'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** What a segment is compared with: the people of the other segments, or all people, its own among them. */
export const AGAINST = ['everyone_else', 'all_people'] as const;
export type Against = (typeof AGAINST)[number];
