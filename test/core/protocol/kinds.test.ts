/**
 * The entries of the kinds of messages: that a name stands in its entries alone, and that what both ends ask follows from them.
 */
import { checkBody } from '../../../miniprogram/core/protocol/content';
import { messageBody, rawBody } from '../../../miniprogram/core/protocol/bodies';
import type { ContentBody, MessageBody } from '../../../miniprogram/core/protocol/fields';
import type { UserId } from '../../../miniprogram/core/protocol/ids';
import * as facts from '../../../miniprogram/core/protocol/kinds/facts';
import { makeNotice } from '../../../miniprogram/core/protocol/kinds/notice';
import { makeRecalled } from '../../../miniprogram/core/protocol/kinds/recalled';
import { KINDS, MEDIA_KINDS } from '../../../miniprogram/core/protocol/kinds/registry';
import { makeText } from '../../../miniprogram/core/protocol/kinds/text';
import { makeUnknown } from '../../../miniprogram/core/protocol/kinds/unknown';
import { en } from '../../../miniprogram/i18n/en';
import { BODIES } from '../../support/every-kind';
import { listFiles, readText } from '../../support/source-files';

/** Where the names of kinds belong. */
const HOMES = ['miniprogram/core/protocol/kinds/', 'miniprogram/pages/chat/kinds/', 'miniprogram/i18n/'];
/** Never rewritten: what a database went through. */
const HISTORY = 'server/storage/sqlite/migrations/';

/** Where the same word means something else. */
const OTHER_THINGS: readonly (readonly [file: string, names: string, why: string])[] = [
  ['miniprogram/components/composer/composer.wxml', 'voice', 'a sign of the composer'],
  ['miniprogram/components/linked-text/linked-text.wxml', 'text', 'a part of a text'],
  ['miniprogram/components/search-field/search-field.wxml', 'text', 'what a field takes'],
  ['miniprogram/components/swipe-cell/swipe-cell.ts', 'unknown', 'a direction'],
  ['miniprogram/components/swipe-cell/swipe-rules.ts', 'unknown', 'a direction'],
  ['miniprogram/core/chat/outbox/sending-check.ts', 'text', 'a field'],
  ['miniprogram/core/chat/rooms/message-commands.ts', 'recall, text', 'what waits, and a field'],
  ['miniprogram/core/socket/codec.ts', 'text', 'a codec'],
  ['miniprogram/core/socket/connection/machine-state.ts', 'text', 'a frame'],
  ['miniprogram/core/socket/socket-types.ts', 'text', 'a codec'],
  ['miniprogram/core/socket/transport.ts', 'text', 'a frame'],
  ['miniprogram/core/store/copies.ts', 'recalled', 'why a copy is not shown'],
  ['miniprogram/pages/chat/chat.ts', 'text', 'about what an error is'],
  ['miniprogram/pages/chat/menu/menu-actions.ts', 'recall, text', 'an action, and about what an error is'],
  ['miniprogram/pages/chat/menu/menu-entries.ts', 'recall, text', 'an action, and about what an error is'],
  ['miniprogram/pages/chat/rows/chat-rows.ts', 'notice, recalled, text', 'rows, and about what an error is'],
  ['miniprogram/pages/chat/rows/message-views.ts', 'notice, recalled', 'rows'],
  ['miniprogram/pages/settings/settings.wxml', 'text', 'what a field takes'],
  ['miniprogram/platform/host-events.ts', 'unknown', 'a network'],
  ['miniprogram/platform/http.ts', 'file', 'a field of a form'],
  ['miniprogram/platform/wx-socket-api.ts', 'text', 'a frame'],
  ['miniprogram/services/drafts.ts', 'recalled, text', 'why a copy is not shown, and a field'],
  ['miniprogram/utils/message-text.ts', 'text', 'a field'],
  ['miniprogram/utils/show-film.ts', 'video', 'what a viewer shows'],
  ['miniprogram/utils/text-tokens.ts', 'text', 'a part of a text'],
  ['server/client-address.ts', 'unknown', 'an address'],
  ['server/http/connection-limit.ts', 'unknown', 'an address'],
  ['server/http/receive-file.ts', 'file', 'a field of a form'],
  ['server/media/file-kinds.ts', 'video, voice', 'what the bytes of a file are'],
  ['server/media/uploads.ts', 'file, video, voice', 'a word of a sentence, and what the bytes of a file are'],
  ['server/session/session.ts', 'unknown', 'an address'],
  ['server/storage/postgres/driver.ts', 'text', 'a type of columns'],
  ['server/storage/sqlite/governance-tables.ts', 'text', 'a column'],
];

const withoutComments = (source: string): string =>
  source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$|<!--[^]*?-->/gm, '');
const NAMES = [...KINDS.keys(), 'unknown'];

const namesIn = (file: string): string =>
  NAMES.filter((name) => new RegExp(`(['"\`])${name}\\1`).test(withoutComments(readText(file))))
    .sort()
    .join(', ');

test('[BA26] the name of a kind of message stands in its entries, and nowhere else', () => {
  const files = ['miniprogram', 'server']
    .flatMap((folder) => listFiles(folder, ['.ts', '.wxml', '.wxs']))
    .filter((file) => ![...HOMES, HISTORY].some((home) => file.startsWith(home)));
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => (namesIn(file) === '' ? [] : [`${file}: ${namesIn(file)}`]));
  expect(found.sort()).toEqual(OTHER_THINGS.map(([file, names]) => `${file}: ${names}`).sort());
});

const OWNERS = ['miniprogram/core/protocol/kinds/', 'miniprogram/pages/chat/kinds/'];
/** Name every kind. */
const LISTS = ['registry.ts', 'facts.ts'];

test('[BA26] an entry names no other kind', () => {
  const files = OWNERS.flatMap((folder) =>
    listFiles(folder.slice(0, -1), ['.ts', '.wxml']).map(
      (file) => [file, file.slice(folder.length)] as const,
    ),
  ).filter(([, name]) => !LISTS.includes(name));
  expect(files.length).toBeGreaterThan(20);
  const foreign = files.flatMap(([file, name]) => {
    const own = name.split(/[/.]/)[0] ?? '';
    return namesIn(file)
      .split(', ')
      .filter((found) => found !== '' && found !== own)
      .map((found) => `${file}: ${found}`);
  });
  // Its field with the words.
  expect(foreign).toEqual(['miniprogram/core/protocol/kinds/custom.ts: text']);
});

test('[BA26] the page imports the template and the styles of each content, and a kind of which there are none is not drawn', () => {
  const body = 'miniprogram/components/message-body/message-body';
  const importedBy = (ending: string, pattern: RegExp): readonly (string | undefined)[] =>
    [...readText(`${body}.${ending}`).matchAll(pattern)].map(([, kind]) => kind);
  const kinds = Object.keys(BODIES);
  expect(importedBy('wxml', /<import src="[./]+\/pages\/chat\/kinds\/(\w+)\/\1\.wxml" \/>/g)).toEqual(kinds);
  expect(importedBy('wxss', /@import '[./]+\/pages\/chat\/kinds\/(\w+)\/\1\.wxss';/g)).toEqual(kinds);
  for (const kind of kinds) {
    const template = readText(`miniprogram/pages/chat/kinds/${kind}/${kind}.wxml`);
    expect([...template.matchAll(/<template name="(.+?)">/g)].map(([, name]) => name)).toEqual([kind]);
  }
});

describe.each(Object.entries(BODIES))('%s', (kind, body) => {
  test('[BA27] is read, sent and counted as its entry says', () => {
    for (const schema of [messageBody, rawBody])
      expect(schema.check(body, '')).toEqual({ ok: true, value: body });
    expect(checkBody(body)).toEqual({ ok: true, value: body });
    expect([facts.isContentBody(body), facts.mayBeContent(body), facts.movesRooms(body)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([facts.isEventBody(body), facts.isLineBody(body)]).toEqual([false, false]);
  });

  test('[BA27] has a sentence for lists and screen readers, and one for quotes', () => {
    const isWords = kind === 'text';
    for (const key of [`message.${kind}`, `quote.${kind}`]) expect(key in en).toBe(!isWords);
    expect(facts.isQuotedByKind(kind)).toBe(!isWords);
  });

  test('[BA27] names its files exactly when it is uploaded', () => {
    expect(facts.filesOf(body).length > 0).toBe(kind in MEDIA_KINDS);
    expect(facts.isMediaBody(body)).toBe(kind in MEDIA_KINDS);
  });
});

test('[BA27] quotes, searches, albums and the check of an operator follow from the entries', () => {
  const each = (ask: (body: ContentBody) => unknown) => Object.values(BODIES).map(ask);
  expect(each(facts.previewOf)).toEqual(['two lines', '西湖', '掷出 6', '', '', 'plan.pdf', '']);
  expect(each(facts.searchedIn)).toEqual(['two\nlines', '西湖', '掷出 6', null, null, null, null]);
  expect(each(facts.writtenIn)).toEqual(['two\nlines', '西湖\n杭州', '掷出 6', null, null, null, null]);
  expect(each(facts.fileNameIn)).toEqual([null, null, null, null, null, 'plan.pdf', null]);
  expect(each(facts.previewValuesOf)).toEqual([
    {},
    { name: '西湖' },
    {},
    {},
    { n: 2 },
    { name: 'plan.pdf' },
    { n: 61 },
  ]);
  expect(facts.SEARCHED).toEqual([
    ['text', 'text'],
    ['location', 'name'],
    ['custom', 'text'],
  ]);
  expect([facts.kindsInAlbum('pictures'), facts.kindsInAlbum('files')]).toEqual([
    ['image', 'video'],
    ['file'],
  ]);
});

test('[BA27] people who are named, quotes and mentions are those of the entry', () => {
  const [a, b, c] = ['a', 'b', 'c'] as UserId[] as [UserId, UserId, UserId];
  const quote = { user: a, clientId: 'd-1-1' as never, seq: 1, kind: 'image', text: 'words' };
  const text = makeText('@b', { quote, mentions: { users: [b] } });
  expect(facts.peopleIn(text)).toEqual([a, b]);
  expect(facts.peopleIn(makeRecalled(c))).toEqual([c]);
  expect(facts.peopleIn(makeNotice('role', { target: c }))).toEqual([c]);
  expect(facts.withoutQuotedWords(text, true)).toEqual({
    ...text,
    quote: { ...quote, text: '', gone: true },
  });
  expect([facts.quoteIn(BODIES.image), facts.mentionsIn(BODIES.image)]).toEqual([undefined, undefined]);
});

test('[BA27] a line of who came and went moves no room, nor does an unknown line count as content', () => {
  const moves = (body: MessageBody): boolean => facts.movesRooms(body);
  expect([moves(makeNotice('joined')), moves(makeNotice('removed')), moves(makeNotice('renamed'))]).toEqual([
    false,
    false,
    true,
  ]);
  const [line, message] = [makeUnknown('notice'), makeUnknown('hologram')];
  expect([facts.mayBeContent(line), facts.mayBeContent(message)]).toEqual([false, true]);
});

test.each(['constructor', '__proto__', 'toString'])(
  '[PR70] %s, which every object answers to, is a kind that nobody knows',
  (kind) => {
    const body = JSON.parse(`{ "kind": "${kind}" }`) as MessageBody;
    expect(messageBody.check(body, '')).toEqual({ ok: true, value: makeUnknown(kind) });
    expect([facts.isContentBody(body), facts.isEventBody(body), facts.peopleIn(body)]).toEqual([
      false,
      false,
      [],
    ]);
    expect(facts.isQuotedByKind(kind)).toBe(false);
  },
);
