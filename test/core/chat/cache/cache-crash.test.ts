/** The app may be killed after any single write: what the next start finds must be true. */
import type { Message, RoomState } from '../../../../miniprogram/core/protocol/fields';
import { seqOf } from '../../../../miniprogram/core/store/timeline';
import {
  createChatRig,
  createMemoryKeyValues,
  ME,
  message,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';
import { createSeededRandom } from '../../../support/seeded-random';

const SEEDS = 60;
const STEPS = 40;
const textOf = (epoch: string, seq: number): string => `${epoch} ${seq}`;

/** A server whose messages come late, in any order, or never. */
class Story {
  head = 0;
  epoch = 1;
  private readonly held: Message[] = [];

  constructor(
    readonly rig: ChatRig,
    private readonly random: () => number,
  ) {}

  get room(): RoomState {
    return roomState({ epoch: this.name, head: this.head, from: this.head + 1 });
  }

  async step(): Promise<void> {
    const dice = this.random();
    if (dice < 0.55) await this.write();
    else if (dice < 0.65) await this.release();
    else if (dice < 0.8) await this.rig.clock.advance(this.random() * 3_000);
    else if (dice < 0.85) await this.tellHead();
    else if (dice < 0.9) await this.answerPull();
    else if (dice < 0.94) await this.rig.host({ kind: 'hide' });
    else if (dice < 0.97) await this.rig.host({ kind: 'memory_warning', level: 10 });
    else await this.reset();
  }

  private get name(): string {
    return `e${this.epoch}`;
  }

  private at(seq: number): Message {
    const { name } = this;
    const body = { kind: 'text', text: textOf(name, seq) };
    // Some are published again by their authors after a lost epoch.
    const clientId = seq % 3 === 0 ? `again-${seq}` : `${name}-${seq}`;
    return message(seq, { epoch: name, clientId, body });
  }

  private async write(): Promise<void> {
    this.head += 1;
    const next = this.at(this.head);
    if (this.random() < 0.25) this.held.push(next);
    else await this.rig.server.say(next);
  }

  private async release(): Promise<void> {
    const late = this.held.splice(Math.floor(this.random() * this.held.length), 1)[0];
    if (late) await this.rig.server.say(late);
  }

  private async tellHead(): Promise<void> {
    await this.rig.server.say({
      type: 'ping',
      heads: [{ room: 'lobby', epoch: this.name, seq: this.head }],
    });
  }

  private async answerPull(): Promise<void> {
    const pull = [...this.rig.server.of('pull')].pop();
    if (!pull || pull.epoch !== this.name) return;
    // Now and then the beginning is trimmed.
    const from = pull.after + 1 + (this.random() < 0.3 ? 2 : 0);
    const messages = Array.from({ length: Math.max(0, this.head - from + 1) }, (_, i) => this.at(from + i));
    const { id, room, epoch } = pull;
    await this.rig.server.say({
      type: 'page',
      id,
      room,
      epoch,
      messages: messages.slice(0, 100),
      more: false,
    });
  }

  private async reset(): Promise<void> {
    this.epoch += 1;
    this.head = Math.floor(this.head / 2);
    this.held.length = 0;
    await this.rig.server.say({ type: 'reset', room: 'lobby', epoch: this.name, head: this.head });
  }
}

/** What is wrong with what a start from these values shows. */
function inspect(values: ReadonlyMap<string, unknown>): readonly string[] {
  const rig = createChatRig({ storage: createMemoryKeyValues(new Map(values)), self: ME, seed: 7 });
  const timeline = rig.chat.state.timelines['lobby'];
  if (!timeline) return [];
  const { cursor, epoch, items } = timeline;
  if (items.length === 0) return cursor === 0 ? [] : [`cursor ${cursor} stands for nothing`];
  return items.flatMap((item, i) => {
    const seq = cursor - items.length + 1 + i;
    if (item.kind !== 'message' || seqOf(item) !== seq) return [`seq ${seq} is not there`];
    const isRight = item.body.kind === 'text' && item.body.text === textOf(epoch, seq);
    return isRight ? [] : [`seq ${seq} of ${epoch} is ${JSON.stringify(item.body)}`];
  });
}

test(`[LC4] whenever the app dies, what was kept is a run of messages up to its cursor (seeds 1 to ${SEEDS})`, async () => {
  let snapshots = 0;
  let shown = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const rig = createChatRig({ seed });
    const wrong: string[] = [];
    rig.storage.onChange = () => {
      snapshots += 1;
      wrong.push(...inspect(rig.storage.values));
    };
    const story = new Story(rig, createSeededRandom(seed));
    await rig.online([story.room]);
    for (let step = 0; step < STEPS; step += 1) {
      await story.step();
      expect({ seed, step, wrong }).toEqual({ seed, step, wrong: [] });
    }
    const again = createChatRig({ storage: rig.storage, self: ME, seed: 7 });
    shown += again.chat.state.timelines['lobby']?.items.length ?? 0;
  }
  // Runs in which nothing was kept prove nothing.
  expect(snapshots).toBeGreaterThan(SEEDS * 5);
  expect(shown).toBeGreaterThan(SEEDS * 3);
});
