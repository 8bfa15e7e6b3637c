/**
 * The rooms that every server has, and the people and talk they start with: data only. Times are minutes before the first
 * start, so that the history looks fresh whenever that is.
 */
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { BOT_NAME } from '../names/reserved';
import { SEEDED_NAMES, storedName } from '../names/seeded-names';

/** Somebody who has no key and never signs in. */
export interface SeededPerson {
  readonly user: string;
  readonly name: string;
  readonly avatar: string;
}

interface SeededLine {
  readonly user: string;
  readonly minutesAgo: number;
  readonly text: string;
}

/** A room with what was said in it, oldest first. */
export interface SeededRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly lines: readonly SeededLine[];
}

const DAY = 24 * 60;

/** The bot as a person of the rooms. */
export const BOT: SeededPerson = { user: 'bot', name: BOT_NAME, avatar: 'tint-5' };

/** Those whose lines the rooms begin with. */
export const SEEDED_PEOPLE: readonly SeededPerson[] = [
  { user: 'seed-lin', name: '林晓', avatar: 'tint-1' },
  { user: 'seed-zhou', name: '周舟', avatar: 'tint-3' },
  { user: 'seed-emma', name: 'Emma', avatar: 'tint-6' },
  { user: 'seed-wu', name: '老吴', avatar: 'tint-2' },
  { user: 'seed-theo', name: 'Theo', avatar: 'tint-4' },
];

const line = (user: string, minutesAgo: number, text: string): SeededLine => ({ user, minutesAgo, text });

const LOBBY: readonly SeededLine[] = [
  line('seed-lin', DAY + 95, '早上好，大家！今天杭州终于出太阳了 ☀️'),
  line('seed-zhou', DAY + 93, '羡慕。北京还在刮风，骑车上班差点被吹回家。'),
  line('seed-emma', DAY + 90, 'Morning! Just landed in Shanghai. Any breakfast tips near Jing’an?'),
  line('seed-wu', DAY + 88, '静安寺旁边那家生煎，八点以后要排队。'),
  line('seed-lin', DAY + 87, 'Emma, he says: pan-fried buns next to the temple, go before eight 😄'),
  line('seed-emma', DAY + 84, 'On my way. 谢谢老吴！'),
  line('seed-theo', 310, 'Anyone up for badminton on Saturday? We are three, one more would be perfect.'),
  line('seed-zhou', 305, '周六几点？下午我可以。'),
  line('seed-theo', 304, 'Three o’clock, the hall by the river.'),
  line('seed-zhou', 302, '好，算我一个 🏸'),
  line('seed-wu', 48, '刚试了一下，进电梯断网，出来消息自己就补上了，顺序也没乱。'),
  line('seed-lin', 46, '我也发现了，一条都没丢 👍'),
];

const TEA: readonly SeededLine[] = [
  line('seed-wu', 2 * DAY + 30, '新到的龙井，谁要一包？放在前台了。'),
  line('seed-lin', 2 * DAY + 26, '我要！上次那包已经喝完了。'),
  line('seed-theo', 2 * DAY + 22, 'Is that the green one? I only know how to ruin it with boiling water.'),
  line('seed-wu', 2 * DAY + 20, '八十度的水，泡一分钟就好。\n水太烫会苦。'),
  line('seed-emma', 2 * DAY + 18, '80 °C, one minute. Noted ☕️➡️🍵'),
  line('seed-zhou', 200, '下午三点下楼买咖啡，有人一起吗？'),
  line('seed-emma', 198, 'Me! Flat white, please wait for me at the lift.'),
  line('seed-lin', 196, '帮我带一杯冰美式，转账给你。'),
];

const HELP: readonly SeededLine[] = [
  line('seed-theo', 3 * DAY, 'How do I invite a friend into a room I made?'),
  line(
    'seed-lin',
    3 * DAY - 3,
    'Open the room and read out its code. Your friend types it under “Join a room”.',
  ),
  line('seed-theo', 3 * DAY - 5, 'Found it, thanks!'),
  line('seed-zhou', 150, '没信号的时候发的消息会怎么样？'),
  line('seed-wu', 148, '先留在手机里，有网了自动发出去，不用重新打。'),
  line(
    'bot',
    147,
    '对的。有问题可以直接问我，比如发“帮助”。\nYou can also ask me in English: just say “help”.',
  ),
];

const seeded = (room: keyof typeof SEEDED_NAMES, lines: readonly SeededLine[]): SeededRoom => ({
  room: room as RoomId,
  name: storedName(SEEDED_NAMES[room]),
  lines,
});

/** Every server has these, and no more than these by itself. */
export const SEEDED_ROOMS: readonly SeededRoom[] = [
  seeded('lobby', LOBBY),
  seeded('tea', TEA),
  seeded('help', HELP),
];

const SEEDED_IDS: ReadonlySet<RoomId> = new Set(SEEDED_ROOMS.map(({ room }) => room));
/** Whether the room came with the server. */
export const isSeeded = (room: RoomId): boolean => SEEDED_IDS.has(room);

const NOT_REAL: ReadonlySet<string> = new Set([BOT, ...SEEDED_PEOPLE].map(({ user }) => user));
/** Nobody ever signs in as one of these. */
export const isSeededPerson = (user: UserId): boolean => NOT_REAL.has(user);
