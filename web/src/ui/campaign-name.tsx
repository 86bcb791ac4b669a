import type { ReactNode } from 'react';
import styles from './campaign-name.module.css';

interface CampaignNameProps {
  name: string;
  /** Set muted on the same line: the brand. */
  note?: string;
  /** The name as a link; null where there is nothing to go to. */
  link: ReactNode;
}

/** A row's name in a table: bold, its brand muted beside it. */
export function CampaignName({ name, note, link }: CampaignNameProps) {
  return (
    <span className={styles.name}>
      {link ?? name}
      {note ? <small>{note}</small> : null}
    </span>
  );
}
