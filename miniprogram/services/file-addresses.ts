/**
 * Where files of the chat server can be loaded: addresses that are signed here with a key that the server gave for a while. An
 * address stays the same as long as it holds, so that nothing on screen is loaded again. Knows no message.
 */
import type { Clock } from '../core/base/clock';
import { createEmitter, type Undo } from '../core/base/emitter';
import { describeError, type Logger } from '../core/base/logger';
import { ChatError } from '../core/chat/chat-error';
import type { TicketSource } from '../core/chat/ports';
import type { Api, MediaKey } from './api';
import { toFileUrl } from './server-url';
import { signText } from '../core/base/sha256';
import { withTicket } from './with-ticket';

export interface FileAddressesOptions {
  readonly api: Pick<Api, 'mediaKey'>;
  readonly tickets: TicketSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly serverUrl: () => string;
}

/** A key is renewed so long before it ends. */
const EARLY_MS = 10 * 60_000;

interface Held extends MediaKey {
  /** By the phone's clock, which the server's need not follow. */
  readonly endsAt: number;
}

/** Asks for a key when it has none that holds, at most once at a time; listeners hear when addresses have changed. */
export class FileAddresses {
  private held: Held | null = null;
  /** The server is older than signed addresses. */
  private isPlain = false;
  private asking: object | null = null;
  /** With which the key was given: who signed out everywhere ended it, and has another ticket now. */
  private ticket = '';
  private cancel: Undo = () => undefined;
  private readonly made = new Map<string, string>();
  private readonly changes;

  constructor(private readonly options: FileAddressesOptions) {
    this.changes = createEmitter<void>('file_addresses', options.logger);
  }

  onChange(listener: () => void): Undo {
    return this.changes.on(listener);
  }

  /** '' for what is no file, and while it is not known how files are asked for here. */
  url(path: string): string {
    const plain = toFileUrl(this.options.serverUrl(), path);
    if (plain === '' || this.isPlain) return plain;
    const known = this.made.get(path);
    if (known !== undefined || !this.held) return known ?? '';
    const { user, key, until } = this.held;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const url = `${plain}?u=${user}&e=${until.toString(36)}&s=${signText(key, name)}`;
    this.made.set(path, url);
    return url;
  }

  /** There is a connection: asks for what is missing. */
  refresh(): void {
    const { clock } = this.options;
    const isFresh = this.held !== null && this.held.endsAt - clock.now() > EARLY_MS;
    if (this.asking) return;
    void (isFresh ? this.askIfSignedInAnew() : this.ask());
  }

  /** A file did not load: asks again, whatever is held. */
  renew(): void {
    if (!this.asking) void this.ask();
  }

  /** Another server, or somebody else. */
  forget(): void {
    this.cancel();
    this.asking = null;
    this.held = null;
    this.isPlain = false;
    this.made.clear();
  }

  close(): void {
    this.forget();
  }

  private async askIfSignedInAnew(): Promise<void> {
    const { tickets, logger } = this.options;
    try {
      const ticket = await tickets.ticket(false);
      if (ticket !== this.ticket && this.held && !this.asking) await this.ask();
    } catch (thrown) {
      logger.info('media_key_failed', { error: describeError(thrown) });
    }
  }

  private async ask(): Promise<void> {
    const { api, tickets, serverUrl, logger } = this.options;
    const asking = {};
    this.asking = asking;
    try {
      const given = await withTicket(tickets, async (ticket) => ({
        ticket,
        key: await api.mediaKey(serverUrl(), ticket),
      }));
      if (this.asking === asking) this.take(given.key, given.ticket);
    } catch (thrown) {
      if (this.asking !== asking) return;
      this.asking = null;
      if (!(thrown instanceof ChatError && thrown.kind === 'not_found')) {
        logger.info('media_key_failed', { error: describeError(thrown) });
        return;
      }
      this.isPlain = true;
      this.changes.emit();
    }
  }

  private take(key: MediaKey, ticket: string): void {
    const { clock } = this.options;
    this.asking = null;
    this.ticket = ticket;
    this.isPlain = false;
    const isOther = this.held?.key !== key.key;
    this.held = { ...key, endsAt: clock.now() + key.expiresInMs };
    this.cancel();
    this.cancel = clock.after(Math.max(0, key.expiresInMs - EARLY_MS), () => this.refresh());
    if (!isOther) return;
    this.made.clear();
    this.changes.emit();
  }
}
