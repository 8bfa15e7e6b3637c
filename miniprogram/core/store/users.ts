/**
 * Who is known by name. Knows no rooms.
 */
import type { User } from '../protocol/fields';
import type { ChatState } from './state';

const isSameUser = (a: User | undefined, b: User): boolean => a?.name === b.name && a.avatar === b.avatar;

/** Adds or renames people; `self` follows. */
export function addUsers(state: ChatState, users: readonly User[]): ChatState {
  const changed = users.filter((user) => !isSameUser(state.users[user.user], user));
  if (changed.length === 0) return state;
  const byId = { ...state.users };
  for (const user of changed) byId[user.user] = user;
  const self = state.self ? (byId[state.self.user] ?? state.self) : null;
  return { ...state, users: byId, self };
}
