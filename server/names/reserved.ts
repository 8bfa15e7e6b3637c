/**
 * Names that nobody may take: words that call everybody, which a name would make ambiguous, and the bot's, in every spelling that
 * looks like them. Who has such a name already keeps it.
 */
import { err, type Result } from '../../miniprogram/core/base/result';
import { checkName } from '../../miniprogram/core/protocol/content';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';
import type { Letter } from './letters';
import { canBeRead, lettersOf } from './looks';
import { SEEDED_NAMES } from './seeded-names';

/** The same in every language. */
export const BOT_NAME = '小助手';

const CALLS = [
  ...['all', 'everyone', 'everybody', 'here', 'channel', 'room', 'group', 'team', 'online', 'all members'],
  ...[
    '所有人',
    '所有成员',
    '所有成員',
    '所有人员',
    '所有人員',
    '全体成员',
    '全體成員',
    '全体',
    '全體',
    '全员',
    '全員',
  ],
  ...['大家', '各位', '在线成员', '在線成員', '本群', '群成员', '群成員'],
];
const BOTS = [BOT_NAME, '小幫手', 'bot', 'minichat'];

/** What stands between, on and around the letters does not make another word. */
const BESIDE_LETTERS = /[\p{M}\p{P}\p{S}\p{Z}]/gu;

const stripped = (shape: string): string => shape.replace(BESIDE_LETTERS, '');

/** What a sign looks like decides whether it is one: a bar may be a letter. */
const wordOf = (name: string): readonly Letter[] =>
  lettersOf(name).map(([small, capital, written, alone]) => [
    ...([stripped(small), stripped(capital), stripped(written), stripped(alone)] as const),
  ]);

const bots = BOTS.map(wordOf);
const calls = CALLS.map(wordOf);
const seeded = Object.values(SEEDED_NAMES).map(({ en }) => wordOf(en));

/** `room`: a room is not called, but may not pass for the bot. */
export function isReserved(name: string, bearer: 'person' | 'room'): boolean {
  const word = wordOf(name);
  const words = bearer === 'person' ? [...bots, ...calls] : bots;
  return words.some((reserved) => canBeRead(word, reserved));
}

/** The name of a room that a person makes or renames. */
export function checkRoomName(wanted: string): Result<string, Refusal> {
  const name = checkName(wanted);
  if (!name.ok) return name;
  if (isReserved(name.value, 'room')) {
    return refuseWith('name_taken', `No room can be called "${name.value}": it is the bot.`);
  }
  // The stored names are compared with those of all rooms anyway.
  const word = wordOf(name.value);
  if (!seeded.some((reserved) => canBeRead(word, reserved))) return name;
  return err({
    code: 'name_taken',
    reason: `No room can be called "${name.value}": it is what a room of every server is called.`,
  });
}
