/**
 * Every limit of minichat.v1, with its unit in its name. Both ends enforce them.
 */

/** Of one frame as UTF-8; a batch of several is bounded by `MAX_PAYLOAD_BYTES`. */
export const MAX_FRAME_BYTES = 32 * 1024;
/** The server's WebSocket refuses a larger frame with close code 1009 before it is parsed. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;
/** Of the text of one message. */
export const MAX_TEXT_CODE_POINTS = 4_000;
/** Of the name of a person or a room. */
export const MAX_NAME_CODE_POINTS = 24;
/** Preview of a quoted message. */
export const MAX_QUOTE_CODE_POINTS = 60;
/** People called by name in one message. */
export const MAX_MENTIONS = 20;
/** Places in one message where somebody is called. */
export const MAX_MENTION_RANGES = 40;
/**
 * The sign and the longest name. Phones show a name in that place: a sentence there would be read by nobody, and be found and copied
 * all the same.
 */
export const MAX_CALL_CODE_POINTS = 1 + MAX_NAME_CODE_POINTS;
/** Of the name that a file is shown under, with its ending, which a cut leaves alone. */
export const MAX_FILE_NAME_CODE_POINTS = 120;
/** The name of a kind of message that a mini program adds by itself. */
export const MAX_CUSTOM_TYPE_CHARS = 64;
/** As JSON in UTF-8. */
export const MAX_CUSTOM_DATA_BYTES = 4_096;
/** Objects and arrays inside each other. */
export const MAX_CUSTOM_DATA_DEPTH = 8;
/** Of a place on the map. */
export const MAX_PLACE_CODE_POINTS = 100;
/** Of the address of a place. */
export const MAX_ADDRESS_CODE_POINTS = 200;
/** To the north and, negative, to the south. */
export const MAX_LATITUDE_DEGREES = 90;
/** To the east and, negative, to the west. */
export const MAX_LONGITUDE_DEGREES = 180;
const MIB = 1_024 * 1_024;
/** As it is uploaded, before the server makes it anew. */
export const MAX_PICTURE_BYTES = 8 * MIB;
/** A minute of uncompressed speech (16 kHz, mono, 16 bit); a longer recording is a file like any other. */
export const MAX_VOICE_BYTES = 2 * MIB;
/** What the recorder of WeChat can be asked for at most. */
export const MAX_RECORDING_MS = 600_000;
/** Of the longer side of a picture, and of what a message may say of it. */
export const MAX_PICTURE_SIDE_PX = 16_384;
/** What people say while they hold the button; a longer recording of another client is taken, up to `MAX_RECORDING_MS`. */
export const MAX_VOICE_MS = 60_000;
/** As it is uploaded. */
export const MAX_FILE_BYTES = 10 * MIB;
/** As it is uploaded, and kept as it is. */
export const MAX_VIDEO_BYTES = 10 * MIB;
/** Of a video that is sent. */
export const MAX_VIDEO_MS = 300_000;
/** Of the picture of a person, as it is uploaded. */
export const MAX_AVATAR_BYTES = 512 * 1_024;
/** One emoji, in UTF-16 units: the longest families have 11. */
export const MAX_REACTION_UNITS = 16;
/** Different ones on one message. */
export const MAX_REACTIONS_PER_MESSAGE = 20;
/** People named per reaction, first ones first; the others are only counted. */
export const MAX_REACTION_NAMES = 20;
/** In rooms with more members nobody is told how far the others have read. */
export const MAX_MARKERS = 100;
/** How long after its commit an author may take a message back. */
export const RECALL_WINDOW_MS = 120_000;
/** Lines about comings and goings that a room has at once, and in each while; who comes beyond them has none. */
export const MAX_COMINGS = 20;
/** The while that `MAX_COMINGS` is counted in. */
export const COMING_LINES_MS = 3_600_000;
/** Of the colour or path that stands for a picture, in UTF-16 units. */
export const MAX_AVATAR_CHARS = 128;
/** Frames in one WebSocket message. */
export const MAX_BATCH_FRAMES = 32;
/** Messages of one connection that may wait for their answer at once. */
export const MAX_IN_FLIGHT = 8;
/** Rooms that one person is a member of. */
export const MAX_ROOMS = 50;
/** Messages in one answer to `history`. */
export const MAX_HISTORY_PAGE = 100;
/** Of one such page as UTF-8; a page ends before it, but has one message at least. */
export const MAX_HISTORY_PAGE_BYTES = 256 * 1024;
/** People whose names are asked for at once. */
export const MAX_USERS_PER_REQUEST = 100;
/** Members in one answer to `members`. */
export const MAX_MEMBERS_PAGE = 50;
/** Members whose coming and going one connection is told of while it shows them; of more, those that it was told of last. */
export const MAX_FOLLOWED = 500;
/** A place between two pages of a list, which only the server reads. */
export const MAX_PLACE_CHARS = 1_024;
/** Of the code that leads into a room; those of older rooms are shorter. */
export const ROOM_CODE_LENGTH = 12;
/** Rooms in one answer to `directory`. */
export const MAX_DIRECTORY_PAGE = 20;
/** Messages in one answer to `search` and `media`. */
export const MAX_FOUND_PAGE = 30;
/** Of what is looked for among rooms, members and messages. */
export const MAX_QUERY_CODE_POINTS = 64;
/** As many as the first version had; see `MAX_LATER_KINDS`. */
export const MAX_MEDIA_KINDS = 3;
/** Kinds that came later, which a search names beside those. */
export const MAX_LATER_KINDS = 8;
/** Of the name of such a kind. */
export const MAX_KIND_CHARS = 32;
/** Of the text at the top of a room. */
export const MAX_ANNOUNCEMENT_CODE_POINTS = 500;
/** How long somebody who was removed from a room may not join it again, where the server's owner says nothing else. */
export const KEPT_OUT_MS = 24 * 3_600_000;
/** People whom one person does not want to read. */
export const MAX_BLOCKED_USERS = 200;
/** Invitations of one room that stand at the same time. */
export const MAX_INVITATIONS = 20;
/** Longest life of an invitation. */
export const MAX_INVITE_MS = 30 * 24 * 3_600_000;
/** People that one invitation lets in, at most. */
export const MAX_INVITE_USES = 1_000;
/** People who wait for an admin to let them in, as told in one frame. */
export const MAX_WAITING_PAGE = 50;
/** Owner and admins of one room. */
export const MAX_STAFF = 50;
/** Longest time that a moderator may silence a member for. */
export const MAX_MUTE_MS = 30 * 24 * 3_600_000;
/** Longest time between two messages of one member that slow mode may ask for. */
export const MAX_SLOW_MS = 3_600_000;
/** Of a ticket of any server, in UTF-16 units. */
export const MAX_TICKET_CHARS = 1_024;
/** After this many missed messages the server sends the newest page and a gap instead of the whole run. */
export const MAX_RESUME_MESSAGES = 500;
/** Malformed frames in a row before the server closes with `bad_protocol`. */
export const MAX_BAD_FRAMES = 5;
/** From the open socket to `hello`; after it the server closes with 4408. */
export const HELLO_TIMEOUT_MS = 10_000;
/** Between two pings of the server. */
export const HEARTBEAT_INTERVAL_MS = 20_000;
/** How late a ping may be before the client asks whether the connection is alive. */
export const HEARTBEAT_GRACE_MS = 10_000;
/** How long the server remembers (user, client id); longer than an outbox entry lives. */
export const DEDUPE_DAYS = 14;
/** Letters and digits, 130 bits in all, which nobody guesses. */
export const NONCE_LENGTH = 22;
/** So many first characters of the nonce are repeated by every frame of the connection. */
export const TAG_LENGTH = 8;
