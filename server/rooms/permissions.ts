/**
 * Who may do what in a room: the one place where this is decided. Pure; whoever asks has looked the roles up.
 */
import type { Refusal } from '../../miniprogram/core/protocol/content';
import type { Role } from '../../miniprogram/core/protocol/governance';
import { MAX_MUTE_MS, MAX_SLOW_MS } from '../../miniprogram/core/protocol/limits';
import type { RoomAction, RoomActionKind } from '../../miniprogram/core/protocol/room-actions';

const RANKS: Readonly<Record<Role, number>> = { owner: 2, admin: 1, member: 0 };

const LEAST_ROLE: Readonly<Record<RoomActionKind, Role>> = {
  rename: 'admin',
  announce: 'admin',
  access: 'admin',
  slow: 'admin',
  mute: 'admin',
  remove: 'admin',
  role: 'owner',
  close: 'owner',
};

export interface Attempt {
  readonly action: RoomAction;
  readonly actor: Role;
  /** Of the member that the action is about; null when it is about none, or about nobody who is a member. */
  readonly target: Role | null;
  /** The action is about the actor. */
  readonly isSelf: boolean;
}

const forbidden = (reason: string): Refusal => ({ code: 'forbidden', reason });

function findWrongSpan(action: RoomAction): Refusal | null {
  const [value, limit] =
    action.kind === 'mute'
      ? [action.forMs, MAX_MUTE_MS]
      : action.kind === 'slow'
        ? [action.everyMs, MAX_SLOW_MS]
        : [0, 0];
  return value > limit ? { code: 'bad_field', reason: `${value} ms is more than ${limit} ms.` } : null;
}

/** Why the actor may not, or null. */
export function findObstacle({ action, actor, target, isSelf }: Attempt): Refusal | null {
  const least = LEAST_ROLE[action.kind];
  if (RANKS[actor] < RANKS[least])
    return forbidden(`${action.kind} needs the role ${least}, you are ${actor}.`);
  if (!('user' in action)) return findWrongSpan(action);
  if (isSelf) return forbidden(`${action.kind} cannot be done to oneself.`);
  if (target === null) return { code: 'not_joined', reason: 'This person is no member of the room.' };
  if (RANKS[target] >= RANKS[actor]) return forbidden(`The other one is ${target}, you are ${actor}.`);
  return findWrongSpan(action);
}
