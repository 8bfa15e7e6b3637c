/**
 * A run of lines about who came and went, in words: one sentence for all of it, and the lines themselves. Each person stands
 * in it once, by what they did last.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { UserId } from '../../../core/protocol/fields';
import { isNotice } from '../../../core/protocol/kinds/notice';
import type { TimelineMessage } from '../../../core/store/state';
import { t } from '../../../i18n/translate';
import type { ComingRun } from './coming-runs';
import { messageText, userName } from '../../../utils/message-text';

/** A run that is opened shows the newest of its lines, at most so many. */
export const MAX_LINES = 100;

type Coming = 'joined' | 'left';

function sentence(
  { language, state }: ViewContext,
  event: Coming,
  users: readonly UserId[],
  isCapped: boolean,
): string {
  const [one = '', two = ''] = users.slice(0, 2).map((user) => userName(language, state, user));
  if (users.length === 1) return t(language, `notice.${event}`, { name: one });
  if (users.length === 2) return t(language, `notice.${event}_two`, { one, two });
  return t(language, isCapped ? `notice.${event}_least` : `notice.${event}_many`, {
    one,
    two,
    n: users.length - 2,
  });
}

export function comingText(context: ViewContext, { lines, isCapped }: ComingRun): string {
  const last = new Map<UserId, Coming>();
  for (const { user, body } of lines)
    if (isNotice(body)) last.set(user, body.event === 'left' ? 'left' : 'joined');
  const whoDid = (event: Coming): readonly UserId[] =>
    [...last].flatMap(([user, did]) => (did === event ? user : []));
  const parts = (['joined', 'left'] as const).flatMap((event) => {
    const users = whoDid(event);
    return users.length > 0 ? sentence(context, event, users, isCapped) : [];
  });
  return parts.join(t(context.language, 'join.sentences'));
}

/** A line of text for each, after one that says how many are left out. */
export function comingLines(context: ViewContext, lines: readonly TimelineMessage[]): string {
  const { language, state } = context;
  const shown = lines.slice(-MAX_LINES).map((line) => messageText(language, state, line));
  const left = lines.length - shown.length;
  return [...(left > 0 ? [t(language, 'chat.comings_before', { n: left })] : []), ...shown].join('\n');
}
