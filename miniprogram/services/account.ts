/**
 * Who this phone is on the chat server: signs in, hands out tickets, keeps and changes the profile. One sign-in at a time,
 * with a fresh platform code each. Knows no socket.
 */
import type { Clock } from '../core/base/clock';
import { createEmitter, type Undo } from '../core/base/emitter';
import { describeError, type Logger } from '../core/base/logger';
import { ChatError, refused } from '../core/chat/chat-error';
import type { KeyValueStorage, TicketSource } from '../core/chat/ports';
import { createReadAgain, readOr, type ReadAgain } from '../core/chat/read-again';
import { accountKey, guestKeyKey } from '../core/chat/storage-keys';
import { checkName } from '../core/protocol/content';
import { user as userSchema, type User } from '../core/protocol/fields';
import type { Api, LoginRequest, SignIn } from './api';
import type { AccountService, Language, Profile } from './client-types';
import { withTicket } from './with-ticket';

/** A ticket this close to its end is not handed out any more. */
const TICKET_MARGIN_MS = 60_000;

export interface AccountOptions {
  readonly api: Api;
  readonly clock: Clock;
  readonly storage: KeyValueStorage;
  readonly logger: Logger;
  readonly serverUrl: string;
  /** False as long as it cannot be read which server people have set. */
  readonly isServerKnown?: () => boolean;
  readonly language: () => Language;
  /** The platform's sign-in code, new each time; null where there is no sign-in. @throws ChatError `no_sign_in` */
  readonly askCode: () => Promise<string | null>;
  readonly makeSecret: () => Promise<string>;
}

interface Ticket {
  readonly text: string;
  readonly expiresAt: number;
}

/** Reads who was signed in when it is made; a phone that cannot be read now is asked again. */
export class StoredAccount implements AccountService, TicketSource {
  /** Who was signed in here last. */
  self: User | null;
  private serverUrl: string;
  private held: Ticket | null = null;
  private signingIn: Promise<string> | null = null;
  private readonly changes;
  private readonly remembered;
  private readonly reading: ReadAgain;
  private readonly storing: ReadAgain;
  /** Keys of guests that the phone did not take yet: they hold until the app ends. */
  private readonly unstored = new Map<string, string>();

  constructor(private readonly options: AccountOptions) {
    this.changes = createEmitter<Profile | null>('account', options.logger);
    this.remembered = createEmitter<User>('remembered', options.logger);
    this.serverUrl = options.serverUrl;
    this.self = null;
    this.reading = createReadAgain(options.clock, () => this.load());
    this.reading.begin();
    this.storing = createReadAgain(options.clock, () => this.storeKeys());
  }

  /** It could be read late who was signed in here last. */
  onRemembered(listener: (self: User) => void): Undo {
    return this.remembered.on(listener);
  }

  close(): void {
    this.reading.close();
    this.storing.close();
  }

  get profile(): Profile | null {
    return this.self && { name: this.self.name, avatar: this.self.avatar };
  }

  onChange(listener: (profile: Profile | null) => void): Undo {
    return this.changes.on(listener);
  }

  ticket(fresh: boolean): Promise<string> {
    const isGood = this.held && this.held.expiresAt - TICKET_MARGIN_MS > this.options.clock.now();
    if (this.held && isGood && !fresh) return Promise.resolve(this.held.text);
    if (this.signingIn) return this.signingIn;
    this.held = null;
    const run = this.signIn(this.serverUrl).finally(() => {
      if (this.signingIn === run) this.signingIn = null;
    });
    this.signingIn = run;
    return run;
  }

  async updateProfile(change: Partial<Profile>): Promise<void> {
    const checked = change.name === undefined ? change : { ...change, name: readName(change.name) };
    await this.act((url, ticket) => this.options.api.updateProfile(url, ticket, checked));
  }

  async uploadAvatar(filePath: string): Promise<void> {
    await this.act((url, ticket) => this.options.api.uploadAvatar(url, ticket, filePath));
  }

  /** The server told the newest name and avatar. */
  adopt(user: User): void {
    const { self } = this;
    if (self?.user === user.user && self.name === user.name && self.avatar === user.avatar) return;
    this.self = { user: user.user, name: user.name, avatar: user.avatar };
    this.store(accountKey(this.serverUrl), this.self);
    this.changes.emit(this.profile);
  }

  useServer(serverUrl: string): void {
    this.serverUrl = serverUrl;
    this.held = null;
    this.signingIn = null;
    this.self = null;
    this.reading.begin();
    this.changes.emit(this.profile);
  }

  private async act(work: (serverUrl: string, ticket: string) => Promise<User>): Promise<void> {
    const { serverUrl } = this;
    const user = await withTicket(this, (ticket) => work(serverUrl, ticket));
    if (serverUrl === this.serverUrl) this.adopt(user);
  }

  private async signIn(serverUrl: string): Promise<string> {
    const { clock, askCode, isServerKnown = () => true, language } = this.options;
    if (!isServerKnown()) throw new ChatError('unreadable', 'Which server is set cannot be read yet.');
    const guestKey = await this.guestKey(serverUrl);
    const code = await askCode();
    const request = { ...(code ? { code } : {}), guestKey, language: language() };
    const answer: SignIn = await this.login(serverUrl, request);
    // The server was changed meanwhile: this ticket is nobody's here.
    if (serverUrl === this.serverUrl) {
      this.held = { text: answer.ticket, expiresAt: clock.now() + answer.expiresInMs };
      this.adopt(answer);
    }
    return answer.ticket;
  }

  /** @throws ChatError as `Api.login`, and `no_sign_in` when the platform gave a code that was used before */
  private async login(serverUrl: string, request: LoginRequest): Promise<SignIn> {
    try {
      return await this.options.api.login(serverUrl, request);
    } catch (thrown) {
      const isRefused = thrown instanceof ChatError && thrown.kind === 'auth_failed';
      if (!isRefused || request.code === undefined) throw thrown;
      // Not the person is refused: the next code may be good, so it goes on, and says why.
      throw new ChatError('no_sign_in', thrown.message, thrown);
    }
  }

  private async guestKey(serverUrl: string): Promise<string> {
    const key = guestKeyKey(serverUrl);
    // Unreadable is not absent: with another key this would be another person, for good.
    const stored = this.options.storage.get(key);
    if (typeof stored === 'string') return stored;
    const secret = this.unstored.get(key) ?? (await this.options.makeSecret());
    this.unstored.set(key, secret);
    this.storing.begin();
    return secret;
  }

  private storeKeys(): boolean {
    for (const [key, secret] of this.unstored) if (this.store(key, secret)) this.unstored.delete(key);
    return this.unstored.size === 0;
  }

  /** True when it could be read who was signed in here last, or is known from elsewhere. */
  private load(): boolean {
    if (this.self) return true;
    // Until it is known which server is meant nobody is.
    if (this.options.isServerKnown?.() === false) return false;
    const stored = readOr(() => this.options.storage.get(accountKey(this.serverUrl)), null);
    if (stored === null) return false;
    const checked = userSchema.check(stored, '', true);
    if (!checked.ok) return true;
    this.self = checked.value;
    this.remembered.emit(this.self);
    this.changes.emit(this.profile);
    return true;
  }

  private store(key: string, value: unknown): boolean {
    try {
      this.options.storage.set(key, value);
      return true;
    } catch (thrown) {
      this.options.logger.warn('account_not_stored', { error: describeError(thrown) });
      return false;
    }
  }
}

function readName(name: string): string {
  const checked = checkName(name);
  if (!checked.ok) throw refused(checked.error);
  return checked.value;
}
