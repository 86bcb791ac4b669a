/** As a ref: puts the focus on a control that a click has just brought up. */
export function focus(element: HTMLElement | null): void {
  element?.focus();
}

/** Puts the focus on the first control of a form that is wrong, if one is. */
export function focusFault(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
