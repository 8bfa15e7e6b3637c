/**
 * Who may do what in a room: the one place where this is decided. Pure; whoever asks has looked the roles up.
 */
import type { Refusal } from '../../miniprogram/core/protocol/content';
import type { Role } from '../../miniprogram/core/protocol/governance';
import {
  MAX_INVITE_MS,
  MAX_INVITE_USES,
  MAX_MUTE_MS,
  MAX_SLOW_MS,
} from '../../miniprogram/core/protocol/limits';
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
  entry: 'admin',
  past: 'admin',
  renew_code: 'admin',
  invite: 'admin',
  end_invite: 'admin',
  admit: 'admin',
  deny: 'admin',
};

/** The roles that a role stands above. */
export function rolesBelow(role: Role): readonly Role[] {
  return (Object.keys(RANKS) as Role[]).filter((other) => RANKS[other] < RANKS[role]);
}

/** All that the decision depends on. */
export interface Attempt {
  readonly action: RoomAction;
  readonly actor: Role;
  /** Of the member that the action is about; null when it is about none, or about nobody who is a member. */
  readonly target: Role | null;
  /** The action is about the actor. */
  readonly isSelf: boolean;
}

const forbidden = (reason: string): Refusal => ({ code: 'forbidden', reason });

function findWrongNumber(action: RoomAction): Refusal | null {
  const tooMuch = (value: number, limit: number, unit: string): Refusal | null =>
    value > limit ? { code: 'bad_field', reason: `${value} ${unit} is more than ${limit} ${unit}.` } : null;
  if (action.kind === 'mute') return tooMuch(action.forMs, MAX_MUTE_MS, 'ms');
  if (action.kind === 'slow') return tooMuch(action.everyMs, MAX_SLOW_MS, 'ms');
  if (action.kind !== 'invite') return null;
  return tooMuch(action.forMs, MAX_INVITE_MS, 'ms') ?? tooMuch(action.uses, MAX_INVITE_USES, 'uses');
}

/** About somebody who is no member yet: nobody's rank stands in the way. */
const isAboutGuest = ({ kind }: RoomAction): boolean => kind === 'admit' || kind === 'deny';

/** Why the actor may not, or null. */
export function findObstacle({ action, actor, target, isSelf }: Attempt): Refusal | null {
  const least = LEAST_ROLE[action.kind];
  if (RANKS[actor] < RANKS[least])
    return forbidden(`${action.kind} needs the role ${least}, you are ${actor}.`);
  if (!('user' in action) || isAboutGuest(action)) return findWrongNumber(action);
  if (isSelf) return forbidden(`${action.kind} cannot be done to oneself.`);
  if (target === null) return { code: 'not_joined', reason: 'This person is no member of the room.' };
  if (RANKS[target] >= RANKS[actor]) return forbidden(`The other one is ${target}, you are ${actor}.`);
  return findWrongNumber(action);
}
