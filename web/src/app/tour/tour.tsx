import { FocusTrap } from '@mantine/core';
import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { Button } from '../../ui/controls.tsx';
import { focus } from '../../ui/focus.ts';
import { STOPS, type Stop, targetOf } from './stops.ts';
import styles from './tour.module.css';

interface Box {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** Goes from stop to stop over the screen; Escape ends it, and arrows walk it. */
export default function Tour({ onEnd }: { onEnd: () => void }) {
  const [stops] = useState(() => STOPS.filter((stop) => targetOf(stop) !== null));
  const [at, setAt] = useState(0);
  const stop = stops[at];
  const walk = useCallback(
    (by: -1 | 1) => setAt((before) => Math.min(Math.max(before + by, 0), stops.length - 1)),
    [stops.length],
  );
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onEnd();
      else if (event.key === 'ArrowRight') walk(1);
      else if (event.key === 'ArrowLeft') walk(-1);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [onEnd, walk]);
  const box = useBox(stop);
  if (!stop || !box) return null;
  const isLast = at === stops.length - 1;
  return (
    <>
      <div className={styles.light} style={box} aria-hidden="true" />
      <FocusTrap>
        <dialog
          open
          aria-modal="true"
          aria-label={`Tour, stop ${at + 1} of ${stops.length}`}
          aria-describedby="tour-text"
          className={styles.card}
          style={placeBy(box)}
        >
          <div id="tour-text">
            <h2>{stop.title}</h2>
            <p>{stop.text}</p>
          </div>
          <div className={styles.actions}>
            <Button key={at} look="primary" ref={focus} onClick={isLast ? onEnd : () => walk(1)}>
              {isLast ? 'Done' : 'Next'}
            </Button>
            {at > 0 ? (
              <Button look="outlined" onClick={() => walk(-1)}>
                Back
              </Button>
            ) : null}
            {isLast ? null : (
              <Button look="quiet" onClick={onEnd}>
                End the tour
              </Button>
            )}
            <small>
              {at + 1} of {stops.length}
            </small>
          </div>
        </dialog>
      </FocusTrap>
    </>
  );
}

/** Where the target of a stop is in the window, as it scrolls and is resized. */
function useBox(stop: Stop | undefined): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useLayoutEffect(() => {
    const target = stop && targetOf(stop);
    if (!target) return undefined;
    target.scrollIntoView({ block: 'nearest' });
    const measure = () => {
      const { top, left, width, height } = target.getBoundingClientRect();
      setBox({ top, left, width, height });
    };
    measure();
    window.addEventListener('resize', measure);
    document.addEventListener('scroll', measure, { capture: true, passive: true });
    return () => {
      window.removeEventListener('resize', measure);
      document.removeEventListener('scroll', measure, { capture: true });
    };
  }, [stop]);
  return box;
}

const WIDTH = 320;
const HEIGHT = 190;
const GAP = 12;

/** Beside the target where there is room: to the right of what is narrow, else below, else above, else over its foot. */
function placeBy({ top, left, width, height }: Box): { top: number; left: number; width: number } {
  const [wide, high] = [window.innerWidth, window.innerHeight];
  const cardWidth = Math.min(WIDTH, wide - 2 * GAP);
  const within = (value: number, most: number) => Math.max(GAP, Math.min(value, most - GAP));
  if (left + width + GAP + cardWidth < wide) {
    return { top: within(top, high - HEIGHT), left: left + width + GAP, width: cardWidth };
  }
  const below = top + height + GAP;
  const above = top - HEIGHT - GAP;
  const y = below + HEIGHT < high ? below : above > 0 ? above : high - HEIGHT - GAP;
  return { top: y, left: within(left, wide - cardWidth), width: cardWidth };
}
