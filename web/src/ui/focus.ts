/** As a ref: puts the focus on a control that a click has just brought up. */
export function focus(element: HTMLElement | null): void {
  element?.focus();
}
