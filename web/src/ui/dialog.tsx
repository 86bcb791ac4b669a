import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './dialog.module.css';

interface DialogProps {
  title: string;
  opened: boolean;
  onClose: () => void;
  /** Its width in pixels where there is room. */
  size?: number;
  /** Whether closing it gives the focus back to what had it; not where the opener does so itself. */
  returnFocus?: boolean;
  children: ReactNode;
}

/** A dialog over the page; on phones it fills the screen. */
export function Dialog({ title, opened, onClose, size = 560, returnFocus = true, children }: DialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      yOffset="8vh"
      returnFocus={returnFocus}
      transitionProps={{ duration: 120, transition: 'fade' }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      overlayProps={{ backgroundOpacity: 0.35 }}
      classNames={{
        content: styles.content ?? '',
        inner: styles.inner ?? '',
        header: styles.header ?? '',
        title: styles.title ?? '',
        body: styles.body ?? '',
        close: styles.close ?? '',
      }}
    >
      {children}
    </Modal>
  );
}
