/**
 * What a chat room in WeChat is expected to do, by id, for the table in `docs/features.md`. `manual` says what only a phone
 * can show and how to look at it.
 */

export interface Feature {
  readonly id: string;
  readonly what: string;
  /** A step on a real phone, where no test here can reach. */
  readonly manual?: string;
  /** What people cannot do yet, although parts of it are there and tested. */
  readonly open?: string;
}

export const FEATURES: readonly Feature[] = [
  { id: 'R1', what: 'Room list by server time of the last message, pinned rooms first' },
  { id: 'R2', what: 'Unread numbers (99+), a dot for muted rooms, a total badge' },
  { id: 'R3', what: 'Preview of the last message: kind, sender, unsent marks, draft, mention' },
  { id: 'R4', what: 'Time: HH:mm, yesterday, weekday, date' },
  { id: 'R5', what: 'Pin, mute, mark as unread and leave, by swipe and by long press' },
  { id: 'R6', what: 'Create a room (public or invite only), join by code, link and card, search rooms' },
  { id: 'R7', what: 'Live number of people online per room' },
  { id: 'R8', what: 'A connection line that tells the truth' },
  { id: 'R9', what: 'Only the changed row is rendered again' },
  { id: 'R10', what: 'Search in messages, and jump to the hit' },
  { id: 'C1', what: 'History upwards without flash or jump; a failure is never the end' },
  { id: 'C2', what: 'Honest states of an own message; resend, edit, delete; no text is lost' },
  { id: 'C3', what: 'A pill with the number of new messages; the reader is never moved' },
  { id: 'C4', what: 'Divider before the first unread message, and a jump to it' },
  { id: 'C5', what: 'One rule for time and day lines' },
  { id: 'C6', what: 'Recall within two minutes, with editing again' },
  { id: 'C7', what: 'Quotes, and a jump to what is quoted' },
  { id: 'C8', what: 'Mentions: picker, all, highlight, mark in the list' },
  { id: 'C9', what: 'Emoji panel with recents and delete' },
  {
    id: 'C10',
    what: 'Pictures: preview at once, progress, reserved size, viewer',
  },
  {
    id: 'C11',
    what: 'Voice: hold to talk, slide up to cancel, 60 s, unheard mark',
    manual: 'Record and play on an iPhone with the mute switch on: the voice is heard.',
  },
  {
    id: 'C12',
    what: 'Files with name, size and opening',
  },
  { id: 'C13', what: 'Long-press menu in which every entry works' },
  { id: 'C14', what: 'Links, phone numbers and mentions in text' },
  { id: 'C15', what: 'Who is typing' },
  { id: 'C16', what: 'Members with online state and roles; notices' },
  { id: 'C17', what: 'Who has read an own message' },
  { id: 'C18', what: 'Drafts with quote and mentions, kept over a restart' },
  { id: 'C19', what: 'Reactions' },
  { id: 'C20', what: 'Ten thousand messages cost what sixty cost' },
  {
    id: 'C21',
    what: 'All pictures and files of a room; jump to a date',
  },
  { id: 'C22', what: 'Report, block, mute, slow mode, moderation hook, announcement' },
  {
    id: 'P1',
    what: 'Nickname and avatar by the rules of 2022; guests',
    manual: 'On a phone, choose the WeChat avatar and nickname in the profile page.',
  },
  { id: 'P2', what: 'Sign-in with wx.login: one at a time, a fresh code, silent renewal' },
  {
    id: 'P3',
    what: 'Share card and scene lead into a room, before sign-in too',
    manual: 'Share a room into a chat from a phone and open the card on another one.',
  },
  {
    id: 'P4',
    what: 'Privacy authorisation before pictures, clipboard and recording',
    manual: 'With an own AppID and a privacy guide, refuse and then allow the authorisation.',
  },
  { id: 'P5', what: 'Dark mode from tokens, following the system' },
  { id: 'P6', what: "WeChat's font size, up to the largest" },
  {
    id: 'P7',
    what: 'Screen reader labels and announcements, targets of 44 px',
    manual: 'Read a room with VoiceOver and TalkBack.',
  },
  { id: 'P8', what: 'Chinese and English, complete' },
  { id: 'P9', what: 'Safe areas and one owner of the keyboard' },
  { id: 'P10', what: 'Memory warning and weak network' },
  { id: 'P11', what: 'WeChat on a PC: Enter sends, wide layout, hover' },
  {
    id: 'P12',
    what: 'Reminder by subscribe message when offline',
    manual: 'With an own AppID and template, allow the reminder, close the app and write from another phone.',
  },
  { id: 'P13', what: 'Cold start by deep link, and after the system ended the app' },
  { id: 'D1', what: 'Opens at once from the local cache, then fetches the difference' },
  { id: 'D2', what: 'What was typed offline is sent exactly once after the next start' },
  { id: 'D3', what: 'A lost ack ends as exactly one message' },
  { id: 'D4', what: "Order by the server's sequence only" },
  { id: 'D5', what: 'Gaps are found and filled; lost history is said' },
  { id: 'D6', what: 'Hiding disconnects after a grace, showing reconnects at once' },
  { id: 'D7', what: 'Replaced, banned, signed out: final, with a sentence' },
];
