/**
 * What this server grants, beyond the limits of the protocol. Every number can be changed by whoever starts the server,
 * so that tests need not wait and an operator can tune.
 */
import {
  COMING_LINES_MS,
  HEARTBEAT_GRACE_MS,
  HEARTBEAT_INTERVAL_MS,
  HELLO_TIMEOUT_MS,
  KEPT_OUT_MS,
  MAX_COMINGS,
  MAX_RESUME_MESSAGES,
} from '../miniprogram/core/protocol/limits';

/** Names carry their unit; a rate is a burst and so much per second. */
export const DEFAULT_LIMITS = {
  helloTimeoutMs: HELLO_TIMEOUT_MS,
  heartbeatMs: HEARTBEAT_INTERVAL_MS,
  heartbeatGraceMs: HEARTBEAT_GRACE_MS,
  /** Messages, joins and new rooms of one connection. */
  publishBurst: 20,
  publishPerSecond: 5,
  /** The same of one user, over all connections and also one after the other: so many times what one connection may. */
  userPublishFactor: 2,
  /** Frames of any type of one connection. */
  frameBurst: 200,
  framesPerSecond: 50,
  /** Frames over that rate, in a row, before the connection is closed. */
  maxRefusedFrames: 200,
  /** Work of one person over all connections and requests, in microseconds of the server's thread: see `cost/`. */
  personBurstWork: 1_000_000,
  personWorkPerSecond: 100_000,
  /** Work of one person in one turn of the event loop; what came in beyond it waits for the next. */
  turnWork: 1_000,
  /** Work of one network address whose people have not said who they are. */
  addressBurstWork: 5_000_000,
  addressWorkPerSecond: 500_000,
  /** Work of one connection that has not said hello. */
  strangerBurstWork: 20_000,
  strangerWorkPerSecond: 2_000,
  /** Work spent on refusing somebody who goes on, before their connection is closed. */
  defianceWork: 50_000,
  /** Sign-ins from one network address. */
  loginBurst: 100,
  loginsPerSecond: 2,
  /** New avatars of one user. */
  avatarBurst: 10,
  avatarsPerSecond: 0.05,
  /** Files for messages of one user: 20 at once, then 20 in a minute. */
  mediaBurst: 20,
  mediaPerSecond: 1 / 3,
  /** Files that are on their way, of all users and of one: see `media/upload-places.ts`. */
  maxUploads: 64,
  maxUploadsPerUser: 4,
  /** Keys for addresses of files, of one user. */
  keyBurst: 200,
  keysPerSecond: 1,
  /** When all places are taken, a file that was slower than this for so long gives way. */
  crawlGraceMs: 3_000,
  crawlBytesPerSecond: 16 * 1_024,
  /** Decoding pictures, one at a time: what it may take, how many wait, how long one may take, when the process may end. */
  decodeBytes: 60 * 1_024 * 1_024,
  maxWaitingPictures: 32,
  pictureMs: 75_000,
  pictureIdleMs: 20_000,
  /** Reports of one user. */
  reportBurst: 5,
  reportsPerSecond: 1 / 60,
  /** How long somebody who was removed from a room may not join it again. */
  keptOutMs: KEPT_OUT_MS,
  /** Codes of rooms that one user, and one network address, may try; one that leads into a room is no try. Decision 0014. */
  codeTryBurst: 10,
  codeTriesPerSecond: 1 / 60,
  addressCodeTryBurst: 60,
  addressCodeTriesPerSecond: 1 / 10,
  /** Rooms that one user may come into: 30 at once, then one every 30 s. */
  joinBurst: 30,
  joinsPerSecond: 1 / 30,
  /** Rooms that one user, and one network address, may make: 10 and 60 at once, then one every 10 minutes and every minute. */
  roomBurst: 10,
  roomsPerSecond: 1 / 600,
  addressRoomBurst: 60,
  addressRoomsPerSecond: 1 / 60,
  /** Who comes and goes again within this time has no second line for it in the room. */
  comingAgainMs: 24 * 3_600_000,
  /** Lines about comings and goings of one room: 20 at once, then 20 in an hour. */
  comingBurst: MAX_COMINGS,
  comingsPerSecond: MAX_COMINGS / (COMING_LINES_MS / 1_000),
  /** How long a room without members is kept, for who left it by mistake. Decision 0015. */
  emptyRoomMs: 3_600_000,
  /** How often rooms without members are looked for. */
  emptySweepMs: 10 * 60_000,
  /** How often what could not be read is tried again. */
  damageCheckMs: 10 * 60_000,
  /** Open WebSockets of one person: of more, the one that came first is ended. */
  maxConnectionsPerPerson: 10,
  /** How often the others are told of one person's new name or picture. */
  profileIntervalMs: 1_000,
  /** Open WebSockets of one network address (a whole office may share one). This machine itself is exempt. */
  maxConnectionsPerAddress: 1_000,
  /** Those of them that have not said hello yet. */
  maxUnauthenticatedPerAddress: 200,
  /** The same of all addresses, this machine included. */
  maxUnauthenticated: 10_000,
  maxResumeMessages: MAX_RESUME_MESSAGES,
  /** People whose missed messages are read at the same time; the others wait for their welcome. */
  maxReturning: 4,
  /** What one handshake brings of missed messages, over all rooms; the rest of each is a gap. */
  maxResumeBytes: 512 * 1024,
  /** A connection with more unsent bytes than this for `slowConsumerMs` is dropped; it resumes by its cursor. */
  slowConsumerBytes: 1024 * 1024,
  slowConsumerMs: 10_000,
  /** Unsent bytes that no connection may hold, however short. */
  maxBufferedBytes: 8 * 1024 * 1024,
  presenceIntervalMs: 1_000,
  saveReadsMs: 1_000,
  /** In rooms with more members, read markers go to the reader's own devices only: they would grow with the square. */
  maxMarkerMembers: 100,
  /** How often old messages are looked for, when some are to go. */
  retentionSweepMs: 10 * 60_000,
  /** How long after a recall its words may still be in the log of the database. */
  wipeAfterMs: 30_000,
  /** How often files are looked for that no message names. */
  orphanSweepMs: 6 * 3_600_000,
  /** How often the data folder notes how far it has come: see `data-folder.ts`. */
  continuityMs: 60_000,
  /** How long `/healthz` stays red after a commit that failed, unless a later one succeeds. */
  illMs: 10_000,
  /** `/healthz` writes to the storage at most once in this time. */
  healthProbeMs: 1_000,
  /** A request whose head has not come by then ends its connection, and so does a small one that is not whole. */
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  /** A file may take its time, but so many bytes have to come in each window: 3 KiB per second. */
  uploadWindowMs: 20_000,
  uploadWindowBytes: 64 * 1_024,
  /** An answer of which nothing was read for so long ends. */
  downloadStallMs: 60_000,
  /** What is read of a body whose request was answered already, so that the answer arrives. */
  maxDroppedBytes: 32 * 1_024 * 1_024,
  /** A connection without a request. */
  keepAliveMs: 5_000,
  /** HTTP connections of one network address, idle ones included, and requests of it at the same time. */
  maxHttpPerAddress: 256,
  requestCheckMs: 1_000,
  /** How long a stop waits for the commits of what was sent. */
  ackWaitMs: 5_000,
  /** How long it then waits for close handshakes. */
  drainMs: 3_000,
} as const;

/** The same names with other numbers. */
export type ServerLimits = { readonly [K in keyof typeof DEFAULT_LIMITS]: number };
