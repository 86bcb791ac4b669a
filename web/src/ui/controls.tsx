import type { ButtonHTMLAttributes, InputHTMLAttributes, Ref, TextareaHTMLAttributes } from 'react';
import styles from './controls.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `quiet` is plain text until hovered, `outlined` a control, `primary` the one thing to do, `link` runs in a sentence. */
  look?: 'quiet' | 'outlined' | 'primary' | 'icon' | 'link';
  ref?: Ref<HTMLButtonElement>;
}

const LOOKS = {
  quiet: styles.button,
  outlined: `${styles.button} ${styles.outlined}`,
  primary: `${styles.button} ${styles.primary}`,
  icon: `${styles.button} ${styles.icon}`,
  link: styles.link,
};

/** A button of the sheet. An `icon` button needs an aria-label. */
export function Button({ look = 'quiet', className, type = 'button', ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={className ? `${LOOKS[look]} ${className}` : LOOKS[look]} />;
}

/** A one-line text field; give it a label or an aria-label. */
export function TextInput({
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input {...rest} className={className ? `${styles.input} ${className}` : styles.input} />;
}

/** A text field of several lines; give it a label or an aria-label. */
export function TextArea({ className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea {...rest} className={className ? `${styles.area} ${className}` : styles.area} />;
}
