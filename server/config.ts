/**
 * What the environment may say to the server, checked. A wrong value becomes one sentence that names it and its limits.
 */
import { networkInterfaces } from 'node:os';
import { err, ok, type Result } from '../miniprogram/core/base/result';
import type { DevLogin } from './auth/accounts';
import { ANY_ORIGIN } from './http/origins';
import type { RetentionWish } from './rooms/retention';
import type { WeixinOptions } from './auth/weixin';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** All settings with their defaults, as README lists them. */
export interface ServerConfig {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  readonly devLogin: DevLogin;
  /** Files have plain addresses too, for clients before signed ones. */
  readonly openMedia: boolean;
  /** Pages of other origins that may use this server. */
  readonly allowedOrigins: readonly string[];
  readonly retention: RetentionWish;
  /** See `StartServerOptions`. */
  readonly rewriteAtStart: boolean;
  /** See `DataFolderWishes`. */
  readonly requireDatabase: boolean;
  readonly startAnew?: number;
  /** A proxy stands in front and tells who asks. */
  readonly trustProxy: boolean;
  /** Id or name of the person who runs the seeded rooms. */
  readonly roomsOwner?: string;
  /** Address of a PostgreSQL database, which takes the place of the embedded one. */
  readonly databaseUrl?: string;
  /** Absent: WeChat is not asked, and everybody is a guest. */
  readonly weixin?: WeixinOptions;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 8_080;
const MAX_PORT = 65_535;
const MAX_OWNER_CHARS = 64;
const MAX_BOUND = 999_999_999;
const SWITCHES: { readonly [value: string]: boolean } = { '0': false, false: false, '1': true, true: true };

/** An empty variable counts as absent, as shells and compose files make them. */
function read(env: Environment, name: string, fallback: string): string {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? fallback : value;
}

function readPort(env: Environment): Result<number, string> {
  const value = read(env, 'PORT', String(DEFAULT_PORT));
  const port = /^\d{1,6}$/.test(value) ? Number(value) : NaN;
  if (port <= MAX_PORT) return ok(port);
  return err(`PORT "${value}" is not a port: use a whole number from 0 (any free one) to ${MAX_PORT}.`);
}

function readLogLevel(env: Environment): Result<LogLevel, string> {
  const value = read(env, 'LOG_LEVEL', 'warn');
  const level = LOG_LEVELS.find((known) => known === value);
  if (level !== undefined) return ok(level);
  return err(`LOG_LEVEL "${value}" is not known: use ${LOG_LEVELS.join(', ')}.`);
}

/** 0, also when absent, is "no bound". */
function readBound(env: Environment, name: string): Result<number, string> {
  const value = read(env, name, '0');
  if (/^\d+$/.test(value) && Number(value) <= MAX_BOUND) return ok(Number(value));
  return err(
    `${name} "${value}" is not possible: use a whole number from 1 to ${MAX_BOUND}, or 0 to keep everything.`,
  );
}

function readRetention(env: Environment): Result<RetentionWish, string> {
  const messages = readBound(env, 'RETENTION_MESSAGES');
  if (!messages.ok) return messages;
  const days = readBound(env, 'RETENTION_DAYS');
  return days.ok ? ok({ messages: messages.value, days: days.value }) : days;
}

function readSwitch(env: Environment, name: string, fallback: '0' | '1'): Result<boolean, string> {
  const value = read(env, name, fallback);
  const isOn = SWITCHES[value];
  return isOn === undefined ? err(`${name} "${value}" is not a switch: use 1 or 0.`) : ok(isOn);
}

const DEV_LOGINS: { readonly [value: string]: DevLogin } = {
  '0': 'off',
  false: 'off',
  '1': 'near',
  true: 'near',
  all: 'all',
};

/** With WeChat's sign-in the preview's has to be asked for. */
function readDevLogin(env: Environment, hasWeixin: boolean): Result<DevLogin, string> {
  const value = read(env, 'DEV_LOGIN', hasWeixin ? '0' : '1');
  const known = DEV_LOGINS[value];
  if (known !== undefined) return ok(known);
  return err(`DEV_LOGIN "${value}" is not known: use 1 (this machine and private networks), all or 0.`);
}

/** As browsers write them: scheme and host, a port when it is not the usual one, nothing behind it. */
function readOrigins(env: Environment): Result<readonly string[], string> {
  const listed = read(env, 'ALLOWED_ORIGINS', '')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
  const isOrigin = (text: string): boolean =>
    text === ANY_ORIGIN || (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text);
  const wrong = listed.find((origin) => !isOrigin(origin));
  if (wrong === undefined) return ok(listed);
  return err(
    `ALLOWED_ORIGINS "${wrong}" is no origin: use https://host or https://host:port, separated by commas, or *.`,
  );
}

/** The number that a refusal to start has named; absent: never. */
function readStartAnew(env: Environment): Result<{ readonly startAnew?: number }, string> {
  const value = read(env, 'START_ANEW', '');
  if (value === '') return ok({});
  if (/^\d{1,15}$/.test(value)) return ok({ startAnew: Number(value) });
  return err(
    `START_ANEW "${value}" is not a number: use the one that the server named when it did not start.`,
  );
}

const DATABASE_URL_EXAMPLE = 'postgres://minichat@localhost:5432/minichat';

/** The address itself is in no sentence: it may hold a password. */
function readDatabase(env: Environment): Result<{ readonly databaseUrl?: string }, string> {
  const store = read(env, 'STORE', 'sqlite');
  if (store === 'sqlite') return ok({});
  if (store !== 'postgres') return err(`STORE "${store}" is not known: use sqlite or postgres.`);
  const databaseUrl = read(env, 'DATABASE_URL', '');
  if (databaseUrl === '') {
    return err(
      `STORE=postgres needs the address of a database: set DATABASE_URL, as in ${DATABASE_URL_EXAMPLE}.`,
    );
  }
  if (/^postgres(ql)?:\/\//.test(databaseUrl) && URL.canParse(databaseUrl)) return ok({ databaseUrl });
  return err(`DATABASE_URL is no address of a PostgreSQL database: write it as in ${DATABASE_URL_EXAMPLE}.`);
}

/** Whether there is such a person is known only when the data folder is open. */
function readRoomsOwner(env: Environment): Result<string, string> {
  const value = read(env, 'ROOMS_OWNER', '');
  if (value.length <= MAX_OWNER_CHARS) return ok(value);
  return err(
    `ROOMS_OWNER "${value}" has ${value.length} characters: use the id or the name of a person, ${MAX_OWNER_CHARS} at most.`,
  );
}

/** The values themselves are in no sentence: one of them is a secret. */
function readWeixin(env: Environment): Result<WeixinOptions | null, string> {
  const appId = read(env, 'WX_APPID', '');
  const secret = read(env, 'WX_SECRET', '');
  if (appId === '' && secret === '') return ok(null);
  if (appId !== '' && secret !== '') return ok({ appId, secret });
  return err('WX_APPID and WX_SECRET belong together: set both, or none for guests only.');
}

/** @returns the sentence for the person who set the wrong value, or the whole configuration */
export function readConfig(env: Environment): Result<ServerConfig, string> {
  const port = readPort(env);
  if (!port.ok) return port;
  const logLevel = readLogLevel(env);
  if (!logLevel.ok) return logLevel;
  const trustProxy = readSwitch(env, 'TRUST_PROXY', '0');
  if (!trustProxy.ok) return trustProxy;
  const roomsOwner = readRoomsOwner(env);
  if (!roomsOwner.ok) return roomsOwner;
  const retention = readRetention(env);
  if (!retention.ok) return retention;
  const requireDatabase = readSwitch(env, 'REQUIRE_DATABASE', '0');
  if (!requireDatabase.ok) return requireDatabase;
  const startAnew = readStartAnew(env);
  if (!startAnew.ok) return startAnew;
  const rewriteAtStart = readSwitch(env, 'REWRITE_AT_START', '1');
  if (!rewriteAtStart.ok) return rewriteAtStart;
  const database = readDatabase(env);
  if (!database.ok) return database;
  const weixin = readWeixin(env);
  if (!weixin.ok) return weixin;
  const devLogin = readDevLogin(env, weixin.value !== null);
  if (!devLogin.ok) return devLogin;
  const openMedia = readSwitch(env, 'MEDIA_OPEN', '0');
  if (!openMedia.ok) return openMedia;
  const allowedOrigins = readOrigins(env);
  if (!allowedOrigins.ok) return allowedOrigins;
  return ok({
    port: port.value,
    host: read(env, 'HOST', '0.0.0.0'),
    dataDir: read(env, 'DATA_DIR', './data'),
    logLevel: logLevel.value,
    devLogin: devLogin.value,
    openMedia: openMedia.value,
    allowedOrigins: allowedOrigins.value,
    retention: retention.value,
    rewriteAtStart: rewriteAtStart.value,
    requireDatabase: requireDatabase.value,
    ...startAnew.value,
    ...database.value,
    trustProxy: trustProxy.value,
    ...(roomsOwner.value === '' ? {} : { roomsOwner: roomsOwner.value }),
    ...(weixin.value ? { weixin: weixin.value } : {}),
  });
}

const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

/** Where phones in the same network reach a server that listens on `host`: IPv4, none for a loopback host. */
export function listLanAddresses(host: string): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = all.filter(({ family, internal }) => family === 'IPv4' && !internal);
  const reachable = EVERY_ADDRESS.has(host) ? outside : outside.filter(({ address }) => address === host);
  return reachable.map(({ address }) => address);
}
