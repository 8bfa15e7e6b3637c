/**
 * A poll: a question with options, and votes that are messages too, so that they come to everybody, wait without a connection and are
 * kept like all others. Each person's last vote counts; a vote that was recalled, or is of somebody who is blocked on this phone, does
 * not. A poll that was recalled has no bubble, so nothing counts its votes any more.
 */
import type { CustomKind, CustomMessage, CustomRoom, CustomSaying } from '../register-kind';

const POLL = 'example.poll';
const VOTE = 'example.poll-vote';
const MAX_OPTIONS = 6;

interface Poll {
  readonly question: string;
  readonly options: readonly string[];
}

interface Vote {
  /** Whose poll it is, and under which id it was said. */
  readonly user: string;
  readonly clientId: string;
  readonly option: number;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (data: unknown): data is Fields =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/** What comes over the wire may be anything. */
function readPoll({ data }: CustomMessage): Poll | null {
  if (!isFields(data)) return null;
  const { question, options } = data;
  if (typeof question !== 'string' || !Array.isArray(options)) return null;
  const isPoll = options.length >= 2 && options.length <= MAX_OPTIONS;
  return isPoll && options.every((option) => typeof option === 'string') ? { question, options } : null;
}

function readVote({ data }: CustomMessage): Vote | null {
  if (!isFields(data)) return null;
  const { user, clientId, option } = data;
  const isVote = typeof user === 'string' && typeof clientId === 'string' && typeof option === 'number';
  return isVote ? { user, clientId, option } : null;
}

/** The last vote of each person. */
function countVotes(poll: CustomMessage, count: number, room: CustomRoom): ReadonlyMap<string, number> {
  const votes = new Map<string, number>();
  for (const message of room.others) {
    const vote = readVote(message);
    if (!vote || vote.user !== poll.user || vote.clientId !== poll.clientId) continue;
    if (Number.isInteger(vote.option) && vote.option >= 0 && vote.option < count)
      votes.set(message.user, vote.option);
  }
  return votes;
}

const ownVote = (votes: ReadonlyMap<string, number>, room: CustomRoom): number | null => {
  const own = room.others.find(({ isOwn }) => isOwn);
  return own ? (votes.get(own.user) ?? null) : null;
};

const TEXTS = {
  'zh-CN': {
    name: '投票',
    confirm: '发送',
    ask: '问题；选项；选项',
    bad: '没有发送，请写成：问题；选项；选项（2 到 6 个选项）',
    poll: '[投票] ',
    vote: '投票：',
    total: '人已投票',
    least: '至少 ',
  },
  en: {
    name: 'Poll',
    confirm: 'Send',
    ask: 'question; option; option',
    bad: 'Not sent. Write: question; option; option (2 to 6 options)',
    poll: '[Poll] ',
    vote: 'Vote: ',
    total: ' voted',
    least: 'at least ',
  },
} as const;
const textsFor = (language: string) => (language === 'en' ? TEXTS.en : TEXTS['zh-CN']);

export const vote: CustomKind = { type: VOTE };

/** A phone's field may have one line only. */
const PARTS = /[\n;；]/;

/** null for what is no poll: a question and two to six options. */
export function writePoll(written: string, language: string): CustomSaying | null {
  const [question = '', ...options] = written
    .split(PARTS)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (options.length < 2 || options.length > MAX_OPTIONS) return null;
  const lines = options.map((option, i) => `${i + 1}. ${option}`);
  return {
    type: POLL,
    data: { question, options },
    text: [textsFor(language).poll + question, ...lines].join('\n'),
  };
}

export const poll: CustomKind = {
  type: POLL,
  template: 'poll',
  reads: [VOTE],
  view(message, room) {
    const data = readPoll(message);
    if (!data) return null;
    const votes = countVotes(message, data.options.length, room);
    const own = ownVote(votes, room);
    const chosen = [...votes.values()];
    const texts = textsFor(room.language);
    return {
      question: data.question,
      options: data.options.map((name, id) => {
        const count = chosen.filter((option) => option === id).length;
        const share = chosen.length === 0 ? 0 : Math.round((count / chosen.length) * 100);
        return { id, name, count, share, isOwn: id === own };
      }),
      total: `${room.isWhole ? '' : texts.least}${chosen.length}${texts.total}`,
    };
  },
  open(message, room, value) {
    const data = readPoll(message);
    const option = value === '' ? -1 : Number(value);
    const name = data?.options[option];
    if (!data || name === undefined) return null;
    // The same once more says nothing new.
    if (ownVote(countVotes(message, data.options.length, room), room) === option) return null;
    const { user, clientId } = message;
    return { type: VOTE, data: { user, clientId, option }, text: textsFor(room.language).vote + name };
  },
  make: {
    name: (language) => textsFor(language).name,
    ask: (language) =>
      new Promise((resolve) => {
        wx.showModal({
          title: textsFor(language).name,
          editable: true,
          confirmText: textsFor(language).confirm,
          placeholderText: textsFor(language).ask,
          success: ({ confirm, content }) => {
            const saying = confirm ? writePoll(content, language) : null;
            if (confirm && saying === null)
              void wx.showToast({ title: textsFor(language).bad, icon: 'none' });
            resolve(saying);
          },
          fail: () => resolve(null),
        });
      }),
  },
};
