import { useEffect, useReducer, useRef, useState } from 'react';
import { apiUrl } from '../../lib/api.ts';
import { EMPTY, type LiveAction, liveReducer, type LiveState } from './live-state.ts';
import { type Connection, type LiveNews, LiveStream } from './live-stream.ts';

/** News of so long are shown together: hundreds can come at once. */
const GATHER_MS = 100;

interface Live {
  state: LiveState;
  dispatch: (action: LiveAction) => void;
  connection: Connection;
  /** How far the server's clock is ahead of this one, in milliseconds. */
  aheadMs: number;
  /** Tries to connect at once. */
  retry: () => void;
}

/** Follows purchases while the screen is open. */
export function useLive(): Live {
  const [state, dispatch] = useReducer(liveReducer, EMPTY);
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' });
  const [aheadMs, setAheadMs] = useState(0);
  const stream = useRef<LiveStream | null>(null);
  useEffect(() => {
    let gathered: LiveNews[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      dispatch({ do: 'take', news: gathered });
      gathered = [];
    };
    const opened = new LiveStream({
      onNews: (news) => {
        gathered.push(news);
        timer ??= setTimeout(show, GATHER_MS);
      },
      onConnection: setConnection,
      onClock: setAheadMs,
      open: (path) => new EventSource(apiUrl(path)),
      network: {
        addEventListener: window.addEventListener.bind(window),
        removeEventListener: window.removeEventListener.bind(window),
        isOnline: () => navigator.onLine,
      },
    });
    stream.current = opened;
    opened.start();
    return () => {
      opened.stop();
      clearTimeout(timer);
      stream.current = null;
    };
  }, []);
  return { state, dispatch, connection, aheadMs, retry: () => stream.current?.retry() };
}
