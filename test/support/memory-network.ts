/**
 * A network in memory for simulated phones on a clock moved by hand: connects after 20 ms while it is up, and refuses after
 * 20 ms while it is not. What was sent is kept, by the address it was sent to.
 */
import type { RawSocketFactory } from '../../simulator/wx/ports';
import type { ManualClock } from './manual-clock';

const DELAY_MS = 20;

export interface MemoryNetwork {
  isUp: boolean;
  readonly delivered: readonly { readonly url: string; readonly data: string | ArrayBuffer }[];
  /** Addresses whose connection the phone's side ended. */
  readonly ended: readonly string[];
  /** The server at this address says it on all its connections. */
  say(url: string, data: string): void;
  readonly openRaw: RawSocketFactory;
}

export function createMemoryNetwork(clock: ManualClock): MemoryNetwork {
  const delivered: { url: string; data: string | ArrayBuffer }[] = [];
  const ended: string[] = [];
  const listening = new Map<(data: string) => void, string>();
  const network: MemoryNetwork = {
    isUp: true,
    delivered,
    ended,
    say(url, data) {
      for (const [tell, at] of [...listening]) if (at === url) tell(data);
    },
    openRaw({ url }, events) {
      let isOver = false;
      const later = (fn: () => void): void => void clock.after(DELAY_MS, () => isOver || fn());
      const tell = (data: string): void => later(() => events.text(data));
      const finish = (code: number, reason: string): void => {
        isOver = true;
        listening.delete(tell);
        events.close(code, reason);
      };
      later(() => {
        if (network.isUp) {
          listening.set(tell, url);
          return events.open({ protocol: '', header: {} });
        }
        events.error('connection refused');
        finish(1006, '');
      });
      return {
        send: (data) => void delivered.push({ url, data }),
        close(code, reason) {
          ended.push(url);
          later(() => finish(code, reason));
        },
        terminate() {
          ended.push(url);
          isOver = true;
          listening.delete(tell);
        },
      };
    },
  };
  return network;
}
