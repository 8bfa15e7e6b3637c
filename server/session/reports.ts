/**
 * What somebody reports to whoever runs the server: a message that they can read, or a member of the room. Nobody in the room is
 * told, and whoever reports learns nothing by it of what they may not see.
 */
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Refusal } from '../../miniprogram/core/protocol/refusal';
import { firstSeen } from '../rooms/room';
import { answerLater, keepsSeat, refuse, refuseAs, requireSeat } from './answers';
import type { ServerContext } from './context';
import type { Peer, Seat } from './peer';

type Report = UpFrameOf<'report'>;

/** The same for what is hidden and for what is not there, so that nobody finds out by asking. */
const NO_MESSAGE: Refusal = { code: 'no_message', reason: 'This person has said no such message here.' };
const NO_MEMBER: Refusal = { code: 'not_joined', reason: 'This person is no member of the room.' };

/** Null when there is what is reported, and the reporter can see it. */
async function whyNot({ store }: ServerContext, seat: Seat, report: Report): Promise<Refusal | null> {
  const { room } = seat;
  const { user, seq } = report;
  if (seq === undefined) return (await store.governance.membershipOf(room.room, user)) ? null : NO_MEMBER;
  if (seq < firstSeen(room, seat.since) || seq > room.lastSeq) return NO_MESSAGE;
  const [message] = await store.messagesBefore(room.room, seq + 1, 1);
  return message?.seq === seq && message.user === user ? null : NO_MESSAGE;
}

/** Answers with `done` once it is stored. */
export function handleReport(context: ServerContext, peer: Peer, frame: Report): void {
  const seat = requireSeat(peer, frame);
  if (!seat) return;
  const waitMs = context.takeReport(peer.user);
  if (waitMs > 0) {
    refuse(peer, frame, 'rate', `Too many reports; try again in ${waitMs} ms.`, waitMs);
    return;
  }
  answerLater(context, peer, frame, async () => {
    const refusal = await whyNot(context, seat, frame);
    if (!keepsSeat(peer, frame, seat)) return;
    if (refusal) {
      refuseAs(peer, frame, refusal);
      return;
    }
    const { room, user, seq = null, reason } = frame;
    const at = context.clock.now();
    await context.store.governance.addReport({ at, reporter: peer.user, room, user, seq, reason });
    context.logger.warn('reported', { room, user, seq, reason });
    peer.send({ type: 'done', tag: peer.tag, id: frame.id });
  });
}
