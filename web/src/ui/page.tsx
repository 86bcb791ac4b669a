import type { CSSProperties, ReactNode } from 'react';
import styles from './page.module.css';

interface PageProps {
  title: string;
  /** One line of facts beside the title. */
  facts?: ReactNode;
  /** The way back, above the title. */
  crumbs?: ReactNode;
  /** Controls at the right of the header. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen: header line and content on the sheet. Sets the document's title. */
export function Page({ title, facts, crumbs, actions, children }: PageProps) {
  return (
    <div className={styles.page}>
      <title>{`${title} · Syncline`}</title>
      <header>
        {crumbs ? <p className={styles.crumbs}>{crumbs}</p> : null}
        <div className={styles.head}>
          <h1>{title}</h1>
          {facts ? <p className={styles.facts}>{facts}</p> : null}
          {actions ? <div className={styles.actions}>{actions}</div> : null}
        </div>
      </header>
      {children}
    </div>
  );
}

/** Twelve columns, 36 apart; below 1200 its cells stand under one another. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}

/** A part of a Row, `span` columns of twelve wide. */
export function Cell({ span, children }: { span: number; children: ReactNode }) {
  return (
    <div className={styles.cell} style={{ '--span': span } as CSSProperties}>
      {children}
    </div>
  );
}
