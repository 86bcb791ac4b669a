import { Button } from '../../ui/controls.tsx';
import { useTour, useTourOffered } from './tour-context.ts';
import styles from '../shell/rail.module.css';

/** Offers the tour, until it was taken or put off in this browser. */
export function TourOffer() {
  const start = useTour();
  const [offered, setOffered] = useTourOffered();
  if (offered) return null;
  return (
    <section className={styles.offer} aria-label="Tour">
      New here? Five stops, under a minute.
      <span>
        <Button look="link" onClick={start}>
          Take the tour
        </Button>
        <Button look="link" onClick={() => setOffered(true)}>
          Not now
        </Button>
      </span>
    </section>
  );
}
