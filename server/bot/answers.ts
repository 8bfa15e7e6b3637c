/**
 * What 小助手 says: a pure function from a text to an answer in the language of that text. No state, no room, no clock.
 */
import type { Random } from '../../miniprogram/core/base/clock';
import { isolate } from '../../miniprogram/core/base/isolate';

/** What the bot answers in. */
export type BotLanguage = 'zh-CN' | 'en';

/** What somebody has said to the bot. */
export interface Question {
  /** Without the mention of the bot. */
  readonly text: string;
  readonly language: BotLanguage;
  /** Name of who asks. */
  readonly name: string;
  readonly now: Date;
}

type Say = (question: Question) => string;
type Saying = Readonly<Record<BotLanguage, readonly Say[]>>;

interface Topic {
  readonly pattern: RegExp;
  readonly saying: Saying;
}

const HAN = /\p{Script=Han}/u;
const LATIN = /\p{Script=Latin}/u;
const MENTION = /@?小助手[\s,，:：]*|@bot\b[\s,:]*/giu;
const CALLED = /小助手|@bot\b/iu;
const COMMAND = /^\/?(帮助|help|时间|time|几点了?)[\s?？!！。.]*$/iu;
const ECHO_LIMIT = 60;

/** What the text is written in; `fallback` when it has no letters. */
export function detectLanguage(text: string, fallback: BotLanguage): BotLanguage {
  const words = text.replace(MENTION, '');
  if (HAN.test(words)) return 'zh-CN';
  return LATIN.test(words) ? 'en' : fallback;
}

/** Whether the bot is called by name or by one of its commands. */
export function isAddressed(text: string): boolean {
  return CALLED.test(text) || COMMAND.test(text.trim());
}

/** The text without the bot's name, and without white space around it. */
export function withoutMention(text: string): string {
  return text.replace(MENTION, '').trim();
}

/** By the last sign alone. */
export function isQuestion(text: string): boolean {
  return /[?？吗呢]\s*$/u.test(text);
}

function formatTime(now: Date, language: BotLanguage): string {
  // `hour12: false` would make the first hour of the day the 24th in English.
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    now,
  );
}

/** A short text whole, a long one by its beginning; never cut inside a character, and turns nothing around it. */
function quote(text: string): string {
  const chars = [...text];
  return isolate(chars.length <= ECHO_LIMIT ? text : `${chars.slice(0, ECHO_LIMIT).join('')}…`);
}

const both = (zh: readonly Say[], en: readonly Say[]): Saying => ({ 'zh-CN': zh, en });

const TOPICS: readonly Topic[] = [
  {
    pattern: /帮助|怎么用|help|what can you do/iu,
    saying: both(
      [
        () =>
          '我会这些：\n· 发“时间”，我报时\n· 问“怎么加入房间”，我教你\n· 随便聊两句也行\n在群里叫一声“小助手”，我就来。',
      ],
      [
        () =>
          'Here is what I do:\n· “time” tells the time\n· ask how to join or make a room\n· small talk is fine too\nIn a busy room, call me by “@bot”.',
      ],
    ),
  },
  {
    pattern: /时间|几点|what time|^\/?time\b/iu,
    saying: both(
      [({ now, language }) => `现在是 ${formatTime(now, language)}（服务器的时间）。`],
      [({ now, language }) => `It is ${formatTime(now, language)} (server time).`],
    ),
  },
  {
    pattern: /房间|加入|邀请|room|join|invite/iu,
    saying: both(
      [() => '在聊天列表点右上角的“＋”：可以新建房间，也可以输入房间号加入。房间号发给朋友，他就能进来。'],
      [
        () =>
          'Tap “＋” in the room list: make a room, or type a room code to join one. Share the code and friends can come in.',
      ],
    ),
  },
  {
    pattern: /断网|没网|信号|离线|offline|network|signal/iu,
    saying: both(
      [() => '没网也可以发：消息先留在手机里，恢复后自动按顺序发出，不会丢也不会重复。'],
      [() => 'Keep typing when you are offline: messages wait on your phone and go out in order, once each.'],
    ),
  },
  {
    pattern: /谢|thank|thx/iu,
    saying: both([() => '不客气 😊', () => '应该的！'], [() => 'You are welcome 😊', () => 'Any time!']),
  },
  {
    pattern: /再见|拜拜|晚安|bye|good night/iu,
    saying: both([() => '回头见 👋'], [() => 'See you 👋']),
  },
  {
    pattern: /你是谁|机器人|who are you|are you (a )?(bot|robot|human)/iu,
    saying: both(
      [() => '我是小助手，一个住在服务器里的小机器人，不用睡觉。'],
      [() => 'I am the helper here, a small bot that lives in the server and never sleeps.'],
    ),
  },
  {
    pattern: /你好|您好|嗨|早上好|晚上好|哈喽|在吗|\b(hi|hello|hey|good (morning|evening))\b/iu,
    saying: both(
      [({ name }) => `你好，${name}！想聊点什么？`, ({ name }) => `${name}，你好呀～`],
      [({ name }) => `Hello ${name}! What is on your mind?`, ({ name }) => `Hi ${name}, good to see you.`],
    ),
  },
];

const QUESTION: Saying = both(
  [() => '这个问题有点难，我去想想。发“帮助”看看我会什么？', () => '我还不知道，也许群里有人懂？'],
  [
    () => 'That one is beyond me. Say “help” to see what I can do.',
    () => 'I do not know, but somebody here might.',
  ],
);

const SMALL_TALK: Saying = both(
  [
    ({ text }) => `“${quote(text)}”，记下了。`,
    ({ text }) => `原来是“${quote(text)}”，然后呢？`,
    () => '嗯嗯，我在听。',
  ],
  [
    ({ text }) => `“${quote(text)}”, got it.`,
    ({ text }) => `“${quote(text)}”, and then?`,
    () => 'I am listening.',
  ],
);

/** Text for `question`; `random` picks among several ways to say it. */
export function answer(asked: Question, random: Random): string {
  const question = { ...asked, name: isolate(asked.name) };
  const topic = TOPICS.find(({ pattern }) => pattern.test(question.text));
  const saying = topic?.saying ?? (isQuestion(question.text) ? QUESTION : SMALL_TALK);
  const ways = saying[question.language];
  const say = ways[Math.floor(random() * ways.length)] ?? ways[0];
  return say ? say(question) : '';
}

/** The name is kept from changing the direction of the rest of the line. */
export function greeting(person: string, language: BotLanguage): string {
  const name = isolate(person);
  return language === 'zh-CN'
    ? `欢迎 ${name}！我是小助手。随便发句话试试，或者发“帮助”看看我会什么 👋`
    : `Welcome, ${name}! I am the helper here. Say something, or send “help” to see what I can do 👋`;
}
