/**
 * What recalls and reactions do to the messages they are about. Events stay in the timeline with their seq and are not
 * shown; what a message looks like follows from the server's own count and all events behind it, in order, so it does not
 * matter in which order pages, gaps and live messages bring them. Own reactions count before the server knows them. What
 * was done in an epoch that ended counts for what is left of that epoch only: the server has forgotten it.
 */
import type { EventBody, MessageBody, MessageRef, Reaction } from '../protocol/fields';
import { isEventBody, quoteIn, withoutQuotedWords } from '../protocol/kinds/facts';
import { isRecall } from '../protocol/kinds/recall';
import { isRecalled, makeRecalled } from '../protocol/kinds/recalled';
import { applyReactions } from './reactions';
import { messageKey, type Timeline, type TimelineItem, type TimelineMessage } from './state';
import { sectionStart } from './timeline-sections';

type TimelineEvent = TimelineMessage & { readonly body: EventBody };

/** Whether the item changes other messages and has no row of its own. */
export const isEvent = (item: TimelineItem): item is TimelineEvent =>
  item.kind === 'message' && isEventBody(item.body);

const refKey = (ref: Pick<MessageRef, 'user' | 'clientId'>): string => messageKey(ref.user, ref.clientId);

/** The message that an event is about; null for everything else. */
export const targetKey = (body: MessageBody): string | null => (isEventBody(body) ? refKey(body.of) : null);

const isSameList = (a: readonly Reaction[], b: readonly Reaction[]): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

function withReactions(message: TimelineMessage, events: readonly TimelineEvent[]): TimelineMessage {
  const reactions = applyReactions(message.baseReactions ?? [], events);
  return isSameList(message.reactions ?? [], reactions) ? message : { ...message, reactions };
}

function withoutReactions(message: TimelineMessage): TimelineMessage {
  const bare: { -readonly [Name in keyof TimelineMessage]: TimelineMessage[Name] } = { ...message };
  delete bare.reactions;
  delete bare.baseReactions;
  return bare;
}

/** A recall that waits changes nothing yet: the server may refuse it. */
const isCommittedRecall = (event: TimelineEvent): boolean =>
  isRecall(event.body) && event.delivery.status === 'sent';

function settleMessage(message: TimelineMessage, events: readonly TimelineEvent[]): TimelineMessage {
  const recall = events.find(isCommittedRecall);
  if (isRecalled(message.body)) return message;
  if (!recall) return withReactions(message, events);
  return { ...withoutReactions(message), body: makeRecalled(recall.user) };
}

/** The words of a recalled message are gone from its quotes too. */
function blankQuote(message: TimelineMessage, isGone: (key: string) => boolean): TimelineMessage {
  const quote = quoteIn(message.body);
  if (!quote || quote.gone || !isGone(refKey(quote))) return message;
  return { ...message, body: withoutQuotedWords(message.body, true) };
}

/** By the message they are about. `all`: for what is left of an epoch that ended; `present`: for the present epoch. */
interface EventsByTarget {
  readonly all: ReadonlyMap<string, readonly TimelineEvent[]>;
  readonly present: ReadonlyMap<string, readonly TimelineEvent[]>;
}

function groupEvents(
  items: readonly TimelineItem[],
  pending: readonly TimelineItem[],
  only: string | undefined,
): ReadonlyMap<string, readonly TimelineEvent[]> {
  const events = new Map<string, TimelineEvent[]>();
  const note = (item: TimelineItem): void => {
    const key = isEvent(item) ? refKey(item.body.of) : null;
    if (!isEvent(item) || key === null || (only !== undefined && key !== only)) return;
    const known = events.get(key);
    if (known) known.push(item);
    else events.set(key, [item]);
  };
  items.forEach(note);
  // Those of two epochs have no common seq.
  for (const list of events.values()) list.sort((one, other) => one.at - other.at);
  pending.forEach(note);
  return events;
}

function eventsByTarget({ items, pending }: Timeline, only: string | undefined): EventsByTarget {
  const start = sectionStart(items);
  const all = groupEvents(items, pending, only);
  return { all, present: start === 0 ? all : groupEvents(items.slice(start), pending, only) };
}

/** A message that is told of but has no place in the timeline yet, such as a room's newest one. */
export function settleLoose(timeline: Timeline, message: TimelineMessage): TimelineMessage {
  return settleMessage(message, eventsByTarget(timeline, message.key).present.get(message.key) ?? []);
}

/** `only`: the events about this message are all that can have changed. */
export function settleEvents(timeline: Timeline, only?: string): Timeline {
  const { all, present } = eventsByTarget(timeline, only);
  if (all.size === 0 && only === undefined) return timeline;
  const isGone = (key: string): boolean => all.get(key)?.some(isCommittedRecall) ?? false;
  const start = sectionStart(timeline.items);
  let hasChanged = false;
  const settle = <Item extends TimelineItem>(item: Item, index: number): Item => {
    if (item.kind !== 'message') return item;
    const about = (index < start ? all : present).get(item.key) ?? [];
    const isMeant = only === undefined ? about.length > 0 : item.key === only;
    const settled = blankQuote(isMeant ? settleMessage(item, about) : item, isGone);
    if (settled !== item) hasChanged = true;
    return settled as Item;
  };
  const items = timeline.items.map(settle);
  const pending = timeline.pending.map((item) => settle(item, timeline.items.length));
  return hasChanged ? { ...timeline, items, pending } : timeline;
}

/** After `message` has come or gone; own events may have waited for it since before a restart. */
export function settleAfter(timeline: Timeline, message: TimelineMessage | undefined): Timeline {
  if (!message) return timeline;
  const key = targetKey(message.body);
  if (key !== null) return settleEvents(timeline, key);
  const isAwaited = timeline.pending.some(({ body }) => targetKey(body) === message.key);
  return isAwaited ? settleEvents(timeline, message.key) : timeline;
}

/** What a page tells anew about a message that is here already: the server's word is newer. */
export function refresh(known: TimelineMessage, received: TimelineMessage): TimelineMessage {
  if (isRecalled(known.body)) return known;
  if (isRecalled(received.body)) return received;
  if (isSameList(known.baseReactions ?? [], received.baseReactions ?? [])) return known;
  const { baseReactions } = received;
  const bare = withoutReactions(known);
  return baseReactions ? { ...bare, reactions: baseReactions, baseReactions } : bare;
}
