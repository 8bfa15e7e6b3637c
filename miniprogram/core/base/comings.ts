/**
 * Which lines of a room say who came and who went. They move no room and are nobody's newest message, on the phone and on the
 * server, and runs of them fold. Knows of a body only what kind it is.
 */

interface Body {
  readonly kind: string;
  readonly event?: string;
}

/** Somebody came or went by themselves: runs of these become one row. */
export const isComing = ({ kind, event }: Body): boolean =>
  kind === 'notice' && (event === 'joined' || event === 'left');

/** Whether a room is moved by it and shows it in its row: no event, and nothing about who is a member. */
export const movesRooms = (body: Body): boolean =>
  body.kind !== 'recall' &&
  body.kind !== 'reaction' &&
  !isComing(body) &&
  !(body.kind === 'notice' && body.event === 'removed');
