import { useCallback, useState } from 'react';

/**
 * The width of an element in CSS pixels: measured before it is first painted, so that nothing that hangs on it jumps, and
 * again whenever it changes; 0 until then.
 */
export function useWidth() {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const measure = () => setWidth(element.getBoundingClientRect().width);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
