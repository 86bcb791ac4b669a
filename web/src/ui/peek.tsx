import { Popover } from '@mantine/core';
import {
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
} from 'react';
import controls from './controls.module.css';

/** Long enough that a pointer on its way elsewhere opens nothing, and can cross from the target to its card. */
const LINGER_MS = 150;

interface PeekProps {
  /** What the card is, read out. */
  name: string;
  card: () => ReactNode;
  /** Whether a click keeps the card and moves the focus into it; else a click is the target's own. */
  stays?: boolean;
  /** The target, a button. */
  children: ReactElement;
}

/** A card that shows while the pointer or the keyboard's focus is on its target or itself; Escape puts it away. */
export function Peek({ name, card, stays = false, children }: PeekProps) {
  const [state, setState] = useState<'away' | 'shown' | 'kept'>('away');
  const id = useId();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const target = useRef<HTMLElement>(null);
  const returning = useRef(false);
  const isOpen = state !== 'away';
  const soon = (next: 'away' | 'shown') => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setState((now) => (now === 'kept' ? now : next)), LINGER_MS);
  };
  const now = (next: typeof state) => {
    clearTimeout(timer.current);
    setState(next);
  };
  const putAway = () => {
    if (state === 'kept') {
      returning.current = true;
      target.current?.focus();
      returning.current = false;
    }
    now('away');
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const escape = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape') putAway();
  });
  const scrolled = useEffectEvent(() => {
    if (state === 'shown' && document.activeElement !== target.current) now('away');
  });
  useEffect(() => {
    if (isOpen) {
      window.addEventListener('keydown', escape);
      window.addEventListener('scroll', scrolled, true);
    }
    return () => {
      window.removeEventListener('keydown', escape);
      window.removeEventListener('scroll', scrolled, true);
    };
  }, [isOpen]);
  const handlers = {
    // Not where the page moves beneath a pointer that rests.
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      target.current = event.currentTarget;
      if (event.pointerType === 'mouse') soon('shown');
    },
    onPointerLeave: () => soon('away'),
    onFocus: (event: FocusEvent<HTMLElement>) => {
      target.current = event.currentTarget;
      if (!returning.current && event.currentTarget.matches(':focus-visible')) now(state === 'kept' ? state : 'shown');
    },
    onBlur: () => soon('away'),
    // What is clicked has been understood.
    ...(stays ? { onClick: () => (state === 'kept' ? putAway() : now('kept')) } : { onPointerDown: () => now('away') }),
  };
  return (
    <Popover
      opened={isOpen}
      onChange={(open) => (open ? undefined : putAway())}
      width={340}
      position="bottom-start"
      trapFocus={state === 'kept'}
      withRoles={stays}
      closeOnEscape={false}
    >
      <Popover.Target {...handlers} data-defined aria-describedby={state === 'shown' ? id : undefined}>
        {children}
      </Popover.Target>
      <Popover.Dropdown
        className={controls.dropdown ?? ''}
        aria-label={name}
        onPointerEnter={() => now(isOpen && state === 'kept' ? 'kept' : 'shown')}
        onPointerLeave={() => soon('away')}
      >
        <div id={id} role={stays ? undefined : 'tooltip'} tabIndex={-1} data-autofocus={stays ? true : undefined}>
          {card()}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
