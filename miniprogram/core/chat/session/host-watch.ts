/**
 * From what the phone tells (shown, hidden, network) to what the session does. Events are hints: late, doubled or missing
 * ones do no harm.
 */
import type { Clock, Random } from '../../base/clock';
import type { HostEvent, HostEvents } from '../ports';
import type { Session } from './session';

/** wx: choosing a picture hides the app for a moment too; a phone suspends JavaScript 5 s after hiding. */
const HIDE_LINGER_MS = 4_000;
/** How long an announced hide is waited for: before a picker opens, people may be asked where from. */
const EXPECTED_HIDE_MS = 60_000;
/** The network is back for everybody at once. */
const NETWORK_BACK_SPREAD_MS = 500;
/** On another network a connection that still works answers at once. */
const NETWORK_PROBE_TIMEOUT_MS = 2_000;
/** Changes come in bursts: asked is when they are over, or have gone on for long enough. */
const NETWORK_SETTLE_MS = 300;
const NETWORK_FLAP_LIMIT_MS = 2_000;

export interface HostWatchOptions {
  readonly host: HostEvents;
  readonly session: Session;
  readonly clock: Clock;
  readonly random: Random;
  /** The phone tells something that may end a connection without a word. */
  readonly onDisturbance: () => void;
  /** The phone is short of memory. */
  readonly onMemoryWarning: () => void;
}

type TimerName = 'linger' | 'expected' | 'back' | 'settle' | 'flapLimit';

/** Listens from its making to `close`. */
export class HostWatch {
  private readonly timers = new Map<TimerName, () => void>();
  private readonly undo;

  constructor(private readonly options: HostWatchOptions) {
    this.undo = options.host.on((event) => this.onEvent(event));
  }

  /** The app is about to open something that covers it, and comes back from it. */
  expectHide(): void {
    this.start('expected', EXPECTED_HIDE_MS, () => undefined);
  }

  /** Somebody uses the app, so it is on show, whatever the phone has told. */
  noticePerson(): void {
    this.stop('linger');
    this.options.session.rouse();
  }

  close(): void {
    this.stop(...this.timers.keys());
    this.undo();
  }

  private onEvent(event: HostEvent): void {
    if (event.kind !== 'memory_warning') this.options.onDisturbance();
    switch (event.kind) {
      case 'show':
        this.stop('linger');
        return this.options.session.resume();
      case 'hide':
        return this.onHide(event.covered === true || this.timers.has('expected'));
      case 'network':
        return this.onNetwork(event.connected);
      case 'weak_network':
        return this.options.session.setWeakNetwork(event.weak);
      case 'memory_warning':
        return this.options.onMemoryWarning();
    }
  }

  private onHide(isComingBack: boolean): void {
    this.stop('expected');
    // Whoever comes back soon keeps the connection until the phone freezes the app, and is asked for a probe on return.
    if (!isComingBack) this.start('linger', HIDE_LINGER_MS, () => this.options.session.pause());
  }

  private onNetwork(connected: boolean): void {
    const { session, random } = this.options;
    session.setNetwork(connected);
    if (!connected) this.stop('back');
    else if (!this.timers.has('back')) {
      this.start('back', random() * NETWORK_BACK_SPREAD_MS, () => session.wake());
    }
    this.start('settle', NETWORK_SETTLE_MS, () => this.askNetwork());
    if (!this.timers.has('flapLimit')) {
      this.start('flapLimit', NETWORK_FLAP_LIMIT_MS, () => this.askNetwork());
    }
  }

  /** Also without a network: some phones tell so while it works, so only an unanswered probe counts. */
  private askNetwork(): void {
    this.stop('settle', 'flapLimit');
    this.options.session.probe('network changed', NETWORK_PROBE_TIMEOUT_MS);
  }

  private start(name: TimerName, ms: number, work: () => void): void {
    this.stop(name);
    const cancel = this.options.clock.after(ms, () => {
      this.timers.delete(name);
      work();
    });
    this.timers.set(name, cancel);
  }

  private stop(...names: TimerName[]): void {
    for (const name of names) {
      this.timers.get(name)?.();
      this.timers.delete(name);
    }
  }
}
