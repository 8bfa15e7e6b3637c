/**
 * Signing in and changing who one appears to be. A guest is whoever holds a key that the phone made; only the key's hash
 * is stored. A development code (`dev-NAME`) signs in as the person of that name, and WeChat's code as the person it is of
 * once the server can ask WeChat. Knows neither HTTP nor sockets.
 */
import type { Clock, Random } from '../../miniprogram/core/base/clock';
import { createId } from '../../miniprogram/core/base/ids';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import { checkName } from '../../miniprogram/core/protocol/content';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';
import type { User, UserId } from '../../miniprogram/core/protocol/fields';
import { isReserved } from '../names/reserved';
import type { ChatStore, NewUser, StoredUser, UserStore } from '../storage/port';
import type { ServerLanguage } from '../names/server-language';
import { makeGuestName, suggestName } from '../names/free-name';
import { checkGuestKey, devKeyOf, guestKeyOf, weixinKeyOf, type SignInKey } from './keys';
import { ENDS_KNOWN_MS, type Tickets } from './tickets';
import type { Weixin } from './weixin';

/** Why somebody is not signed in or changed, in words that may be shown to a developer. */
export interface AccountRefusal extends Refusal {
  /** A free name near the one that is taken. */
  readonly suggestion?: string;
}

/** A code, of WeChat or of the preview, or else a guest's key. */
export interface LoginRequest {
  readonly code?: string;
  readonly guestKey?: string;
  readonly name?: string;
  readonly language: ServerLanguage;
  /** Whether this request may sign in as a preview person, by a development code. */
  readonly mayPreview: boolean;
}

/** Who may sign in as a preview person: nobody, this machine and private networks, or everybody. */
export type DevLogin = 'off' | 'near' | 'all';

type LoginResult = Result<User, AccountRefusal>;

export interface AccountsOptions {
  readonly store: UserStore & Pick<ChatStore, 'people'>;
  readonly tickets: Pick<Tickets, 'end'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Null: codes of WeChat mean nothing here, and everybody is a guest. */
  readonly weixin: Weixin | null;
  /** Told who signed in by WeChat, for those who send reminders by WeChat. */
  readonly onOpenId?: (user: UserId, openId: string) => void;
  /** Called when a person's tickets are over: their connections must end. */
  readonly onSignedOut: (user: UserId, code: 'auth_expired' | 'banned') => void;
  /** Told before somebody has another name. What it resolves to is called as soon as they have it. */
  readonly onRenaming?: (user: User) => Promise<() => void>;
  /** Stores the account and, in the same transaction, all that a new person has from the beginning. */
  readonly signUp: (user: NewUser) => ReturnType<UserStore['createUser']>;
}

const USER_ID_LENGTH = 12;
const DEV_PREFIX = 'dev-';
const TINTS = 8;
const GONE = 'This account does not exist any more.';
/** The same sentence wherever somebody is shut out. */
export const BANNED = 'This account is shut out of this server.';

const refuseReserved = (name: string): Result<never, AccountRefusal> =>
  refuseWith('name_taken', `Nobody can be called "${name}": it calls everybody, or the bot.`);

function checkPersonName(wanted: string): Result<string, AccountRefusal> {
  const name = checkName(wanted);
  return name.ok && isReserved(name.value, 'person') ? refuseReserved(name.value) : name;
}

function decodeDevName(code: string): Result<string, AccountRefusal> {
  try {
    return checkName(decodeURIComponent(code.slice(DEV_PREFIX.length)));
  } catch {
    // Nothing but a percent sign that begins no character.
    return refuseWith('bad_field', `The code "${code.slice(0, 64)}" is not "dev-" and a URL-encoded name.`);
  }
}

/** One of the built-in colours, the same for the same name. */
function pickTint(name: string): string {
  const sum = [...name].reduce((total, char) => total + (char.codePointAt(0) ?? 0), 0);
  return `tint-${sum % TINTS}`;
}

/** Rejects with what the store throws; everything a person can get wrong is a refusal. */
export class Accounts {
  constructor(private readonly options: AccountsOptions) {}

  /** Reads which tickets are over. Call once, before anybody asks. */
  async load(): Promise<void> {
    const { store, clock, tickets } = this.options;
    const ended = await store.people.endedTickets(clock.now() - ENDS_KNOWN_MS);
    for (const { user, at } of ended) tickets.end(user, at);
  }

  async login(request: LoginRequest): Promise<LoginResult> {
    const user = await this.loginSomehow(request);
    if (!user.ok || !(await this.isBanned(user.value.user))) return user;
    return refuseWith('banned', BANNED);
  }

  /** Ends all tickets of this person, and with them every connection. Their other phones sign in again by themselves. */
  async signOut(user: UserId): Promise<void> {
    await this.endTickets(user, 'auth_expired');
  }

  /** Shuts somebody out of the whole server, at once, or lets them in again. */
  async setBanned(user: UserId, isBanned: boolean): Promise<void> {
    const { store, clock } = this.options;
    await store.people.setBanned(user, isBanned ? clock.now() : 0);
    if (isBanned) await this.endTickets(user, 'banned');
  }

  async isBanned(user: UserId): Promise<boolean> {
    return (await this.options.store.people.bannedSince(user)) > 0;
  }

  private async endTickets(user: UserId, code: 'auth_expired' | 'banned'): Promise<void> {
    const { store, clock, tickets, onSignedOut } = this.options;
    const at = clock.now();
    await store.people.endTickets({ user, at });
    tickets.end(user, at);
    onSignedOut(user, code);
  }

  private loginSomehow(request: LoginRequest): Promise<LoginResult> {
    const { weixin } = this.options;
    const { code = '', mayPreview } = request;
    if (mayPreview && code.startsWith(DEV_PREFIX)) return this.loginDeveloper(code, request.language);
    return weixin && code !== '' ? this.loginByWeixin(weixin, code, request) : this.loginGuest(request);
  }

  /** Null when there is no such user. */
  async find(user: UserId): Promise<StoredUser | null> {
    return (await this.options.store.findUsers([user]))[0] ?? null;
  }

  async update(user: UserId, change: { name?: string; avatar?: string }): Promise<LoginResult> {
    const known = await this.find(user);
    if (!known) return refuseWith('auth_failed', GONE);
    const { name: wanted = known.name } = change;
    // Who has a name may keep it, whatever the rules are by now.
    const name = wanted === known.name ? ok(wanted) : checkPersonName(wanted);
    if (!name.ok) return name;
    const next: User = { user, name: name.value, avatar: change.avatar ?? known.avatar };
    const onRenamed = name.value === known.name ? undefined : await this.options.onRenaming?.(known);
    const outcome = await this.options.store.updateUser(next);
    if (outcome === 'name_taken') return this.refuseTaken(name.value);
    if (outcome !== 'updated') return refuseWith('auth_failed', GONE);
    onRenamed?.();
    return ok(next);
  }

  private async loginDeveloper(code: string, language: string): Promise<LoginResult> {
    const name = decodeDevName(code);
    if (!name.ok) return name;
    const key = devKeyOf(name.value);
    const known = await this.findByKey(key);
    if (known) return ok(known);
    if (isReserved(name.value, 'person')) return refuseReserved(name.value);
    const made = await this.create(key, name.value, language);
    const suggestion = made.ok ? undefined : made.error.suggestion;
    return suggestion === undefined ? made : this.create(key, suggestion, language);
  }

  private async loginGuest(request: LoginRequest): Promise<LoginResult> {
    const key = checkGuestKey(request.guestKey ?? '');
    return key.ok ? this.findOrCreate(guestKeyOf(key.value), request) : refuseWith('bad_field', key.error);
  }

  private async loginByWeixin(weixin: Weixin, code: string, request: LoginRequest): Promise<LoginResult> {
    const openId = await weixin.openIdOf(code);
    if (!openId.ok) return openId;
    const user = await this.findOrCreate(weixinKeyOf(openId.value), request);
    if (user.ok) this.options.onOpenId?.(user.value.user, openId.value);
    return user;
  }

  /** Also by the hash of version 0.1.0, which is replaced then. */
  private async findByKey({ hash, legacy }: SignInKey): Promise<StoredUser | null> {
    const { store } = this.options;
    const known = await store.findUserByKey(hash);
    if (known) return known;
    const old = await store.findUserByKey(legacy);
    if (old) await store.renameKey(legacy, hash);
    return old;
  }

  private async findOrCreate(key: SignInKey, request: LoginRequest): Promise<LoginResult> {
    const known = await this.findByKey(key);
    if (known) return ok(known);
    const name =
      request.name === undefined ? ok(await this.guestName(request)) : checkPersonName(request.name);
    return name.ok ? this.create(key, name.value, request.language) : name;
  }

  private guestName({ language }: LoginRequest): Promise<string> {
    return makeGuestName(language, (name) => this.options.store.isNameFree(name), this.options.random);
  }

  private async refuseTaken(name: string): Promise<Result<never, AccountRefusal>> {
    const { store, random } = this.options;
    const suggestion = await suggestName(name, (candidate) => store.isNameFree(candidate), random);
    const reason = `The name "${name}" is taken, "${suggestion}" is free.`;
    return err({ code: 'name_taken', reason, suggestion });
  }

  private async create({ hash }: SignInKey, name: string, language: string): Promise<LoginResult> {
    const { store, clock, random, signUp } = this.options;
    const id = `u${createId(random, USER_ID_LENGTH)}` as UserId;
    const user: NewUser = {
      user: id,
      name,
      avatar: pickTint(name),
      keyHash: hash,
      language,
      at: clock.now(),
    };
    const outcome = await signUp(user);
    if (outcome === 'name_taken') return this.refuseTaken(name);
    if (outcome === 'key_taken') {
      // The same phone signed in twice at once; the other one was first.
      const first = await store.findUserByKey(hash);
      return first ? ok(first) : refuseWith('storage', 'The account could not be stored.');
    }
    return ok(user);
  }
}
