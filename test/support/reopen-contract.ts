/**
 * What holds for every store that outlives its process: closed and opened again, it has all that it had.
 */
import type { Epoch } from '../../miniprogram/core/protocol/fields';
import type { ChatStore } from '../../server/storage/port';
import { newMessage, newUser, room, user } from './store-contract';

/** `takePlace` makes an empty place, and gives what opens it, as often as it is called. */
export function reopenContract(name: string, takePlace: () => Promise<() => Promise<ChatStore>>): void {
  test(`[SV17] ${name}: everything is there after it was closed and opened again, dedupe included`, async () => {
    const open = await takePlace();
    const first = await open();
    await first.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
    await first.createUser(newUser('u1', 'Ann', 'k1'));
    await first.addMember(room('r1'), user('u1'), 0);
    await first.append([newMessage('r1', 'u1', 'c1'), newMessage('r1', 'u1', 'c2')]);
    await first.close();
    await first.close();
    const second = await open();
    expect(await second.messagesAfter(room('r1'), 0, 10)).toHaveLength(2);
    expect(await second.append([newMessage('r1', 'u1', 'c2'), newMessage('r1', 'u1', 'c3')])).toMatchObject([
      { kind: 'duplicate', seq: 2 },
      { kind: 'committed', seq: 3 },
    ]);
    expect(await second.listRooms()).toMatchObject([{ room: 'r1', epoch: 'e1', head: 3, members: 1 }]);
    expect(await second.findUserByKey('k1')).toMatchObject({ name: 'Ann' });
    await second.close();
  });
}
