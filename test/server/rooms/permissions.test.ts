/**
 * Who may do what to whom: every pair of ranks, every action, against a table written down by hand.
 */
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import type { Role } from '../../../miniprogram/core/protocol/governance';
import type { RoomAction, RoomActionKind } from '../../../miniprogram/core/protocol/room-actions';
import { findObstacle, rolesBelow } from '../../../server/rooms/permissions';

const user = 'somebody' as UserId;
const ROLES: readonly Role[] = ['owner', 'admin', 'member'];

const ACTIONS: { readonly [Kind in RoomActionKind]: Extract<RoomAction, { kind: Kind }> } = {
  rename: { kind: 'rename', name: 'x' },
  announce: { kind: 'announce', text: 'x' },
  access: { kind: 'access', access: 'invite' },
  slow: { kind: 'slow', everyMs: 1 },
  mute: { kind: 'mute', user, forMs: 1 },
  remove: { kind: 'remove', user },
  role: { kind: 'role', user, role: 'admin' },
  close: { kind: 'close' },
  entry: { kind: 'entry', entry: 'off' },
  past: { kind: 'past', past: 'none' },
  renew_code: { kind: 'renew_code' },
  invite: { kind: 'invite', forMs: 1, uses: 1 },
  end_invite: { kind: 'end_invite', code: 'x' },
  admit: { kind: 'admit', user },
  deny: { kind: 'deny', user },
};
const KINDS = Object.keys(ACTIONS) as RoomActionKind[];

/** Actor and target of what may be done to members. */
const ON_MEMBERS: Readonly<Partial<Record<RoomActionKind, readonly string[]>>> = {
  mute: ['owner admin', 'owner member', 'admin member'],
  remove: ['owner admin', 'owner member', 'admin member'],
  role: ['owner admin', 'owner member'],
};
const FOR_OWNERS: readonly RoomActionKind[] = ['close'];

function isAllowed(kind: RoomActionKind, actor: Role, target: Role): boolean {
  const pairs = ON_MEMBERS[kind];
  if (pairs) return pairs.includes(`${actor} ${target}`);
  return FOR_OWNERS.includes(kind) ? actor === 'owner' : actor !== 'member';
}

const PAIRS = ROLES.flatMap((actor) => ROLES.map((target) => [actor, target] as const));

test.each(PAIRS)('[SV240] {S3} as %s over a %s: every action is judged by both ranks', (actor, target) => {
  const judged = KINDS.map((kind) => {
    const obstacle = findObstacle({ action: ACTIONS[kind], actor, target, isSelf: false });
    return [kind, obstacle?.code ?? 'allowed'];
  });
  expect(judged).toEqual(
    KINDS.map((kind) => [kind, isAllowed(kind, actor, target) ? 'allowed' : 'forbidden']),
  );
});

test.each(ROLES)('[SV240] {S3} as %s nobody acts on themself, nor on who is no member', (actor) => {
  for (const kind of Object.keys(ON_MEMBERS) as RoomActionKind[]) {
    const action = ACTIONS[kind];
    expect(findObstacle({ action, actor, target: actor, isSelf: true })?.code).toBe('forbidden');
    const about = findObstacle({ action, actor, target: null, isSelf: false });
    expect(about?.code).toBe(isAllowed(kind, actor, 'member') ? 'not_joined' : 'forbidden');
  }
});

test('[SV240] {S3} messages are taken back from lower roles only', () => {
  expect(ROLES.map((role) => [role, rolesBelow(role)])).toEqual([
    ['owner', ['admin', 'member']],
    ['admin', ['member']],
    ['member', []],
  ]);
});
