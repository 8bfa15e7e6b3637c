/**
 * `POST /api/login`, `POST /api/logout`, `POST /api/profile`, `POST /api/avatar`: JSON in, JSON out; members hear of a change by a `profile`
 * frame.
 */
import type { Hono } from 'hono';
import type { User, UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_AVATAR_BYTES, MAX_AVATAR_CHARS, MAX_FRAME_BYTES } from '../../miniprogram/core/protocol/limits';
import { object, optional, text } from '../../miniprogram/core/protocol/schema';
import type { Accounts, DevLogin } from '../auth/accounts';
import { TICKET_LIFE_MS } from '../auth/tickets';
import type { Media } from '../media/media';
import type { Uploads } from '../media/uploads';
import { describeUser, refuse, refuseAccount } from './answers';
import { hasProxyHeader, isNear, type AddressReader, type ClientAddress } from '../client-address';
import type { Origins } from './origins';
import { readJson, readUser, type AppContext, type AppEnv } from './requests';
import { serverLanguage } from '../names/server-language';
import { takeUpload, type TakeUploadOptions } from './take-upload';

export interface AccountRoutesOptions extends TakeUploadOptions {
  readonly accounts: Accounts;
  readonly media: Media;
  readonly uploads: Uploads;
  readonly onProfile: (user: User) => Promise<void>;
  readonly addressOf: AddressReader;
  readonly origins: Origins;
  /** Who may sign in as a preview person. */
  readonly devLogin: DevLogin;
  /** Take a token: 0, or ms to wait. By network address and by user. */
  readonly takeLogin: (address: string) => number;
  readonly takeAvatar: (user: UserId) => number;
}

const MAX_JSON_BYTES = 16 * 1_024;
/** A language tag with all that it may say is shorter. */
const MAX_LANGUAGE_CHARS = 64;
const TINT = /^tint-[0-7]$/;

const anyText = text({ max: MAX_FRAME_BYTES });
const loginBody = object({
  code: optional(text({ max: 1_024 })),
  guestKey: optional(text({ max: 1_024 })),
  name: optional(anyText),
  language: optional(text({ max: MAX_LANGUAGE_CHARS })),
});
const profileBody = object({ name: optional(anyText), avatar: optional(text({ max: MAX_AVATAR_CHARS })) });

/** A preview person has no secret: they are for whoever sits here, not for a page that somebody here opened. */
function mayPreview(c: AppContext, options: AccountRoutesOptions, address: ClientAddress): boolean {
  if (options.devLogin !== 'near') return options.devLogin === 'all';
  const { incoming } = c.env;
  return isNear(address) && !hasProxyHeader(incoming) && options.origins.mayPreview(incoming.headers);
}

async function login(c: AppContext, options: AccountRoutesOptions): Promise<Response> {
  const address = options.addressOf(c.env.incoming);
  const waitMs = options.takeLogin(address);
  if (waitMs > 0) return refuse(c, 'rate', `Too many sign-ins from this address; try again in ${waitMs} ms.`);
  const body = await readJson(c, loginBody, MAX_JSON_BYTES);
  if (!body.ok) return body.error;
  const { language = 'zh-CN' } = body.value;
  const user = await options.accounts.login({
    ...body.value,
    language: serverLanguage(language),
    mayPreview: mayPreview(c, options, address),
  });
  if (!user.ok) return refuseAccount(c, user.error);
  const ticket = options.tickets.issue(user.value.user);
  return c.json({ ...describeUser(user.value), ticket, expiresInMs: TICKET_LIFE_MS });
}

async function logout(c: AppContext, options: AccountRoutesOptions): Promise<Response> {
  const who = readUser(c, options.tickets);
  if (!who.ok) return who.error;
  await options.accounts.signOut(who.value);
  return c.json({});
}

async function changeProfile(c: AppContext, options: AccountRoutesOptions): Promise<Response> {
  const who = readUser(c, options.tickets);
  if (!who.ok) return who.error;
  const body = await readJson(c, profileBody, MAX_JSON_BYTES);
  if (!body.ok) return body.error;
  const { name, avatar } = body.value;
  const known = await options.accounts.find(who.value);
  if (avatar !== undefined && avatar !== '' && avatar !== known?.avatar && !TINT.test(avatar)) {
    return refuse(c, 'bad_field', `avatar "${avatar}" is not empty and not tint-0 to tint-7.`);
  }
  const change = { ...(name === undefined ? {} : { name }), ...(avatar === undefined ? {} : { avatar }) };
  return applyChange(c, options, who.value, change);
}

async function applyChange(
  c: AppContext,
  options: AccountRoutesOptions,
  user: UserId,
  change: { name?: string; avatar?: string },
): Promise<Response> {
  const before = await options.accounts.find(user);
  const changed = await options.accounts.update(user, change);
  if (!changed.ok) return refuseAccount(c, changed.error);
  if (before && before.avatar !== changed.value.avatar) await options.media.remove(before.avatar);
  await options.onProfile(changed.value);
  return c.json(describeUser(changed.value));
}

function changeAvatar(c: AppContext, options: AccountRoutesOptions): Promise<Response> {
  return takeUpload(c, options, {
    maxBytes: MAX_AVATAR_BYTES,
    take: options.takeAvatar,
    async use(incoming, user) {
      const stored = await options.uploads.acceptAvatar(incoming);
      if (!stored.ok) return refuse(c, stored.error.code, stored.error.reason);
      return applyChange(c, options, user, { avatar: stored.value });
    },
  });
}

/** All four answer with the person as others see them, or with a refusal. */
export function addAccountRoutes(app: Hono<AppEnv>, options: AccountRoutesOptions): void {
  app.post('/api/login', (c) => login(c, options));
  app.post('/api/logout', (c) => logout(c, options));
  app.post('/api/profile', (c) => changeProfile(c, options));
  app.post('/api/avatar', (c) => changeAvatar(c, options));
}
