/**
 * Kinds of fault that people reported of other chats, by id, for the table in `docs/features.md`: each says what must be right
 * here.
 */
import type { Feature } from './feature-list';

export const CASES: readonly Feature[] = [
  { id: 'K1', what: 'Nothing waits behind a text of slow mode, and what waits says why and until when' },
  { id: 'K2', what: 'A jump ends at the row that was asked for, at any distance' },
  { id: 'K3', what: 'What waits for a room that is gone is shown as not sent, and can be copied' },
  { id: 'K4', what: 'Rooms that take nothing are not offered when a message is forwarded' },
  { id: 'K5', what: "Readers are counted among today's members who were there when it was written" },
  { id: 'K6', what: 'Who is blocked rings nowhere' },
  { id: 'K7', what: 'One rule for numbers of unread messages: 99+ everywhere' },
  { id: 'K8', what: 'Coming and going moves no room, replaces no preview, and folds into one line' },
  { id: 'K9', what: "The server's clock decides, whatever the phone's says" },
  { id: 'K10', what: 'Pictures arrive in the order in which they were chosen' },
  { id: 'K11', what: 'What cannot be shown as a picture goes as a file' },
  { id: 'K12', what: 'Pictures with transparency stand on a light ground' },
  { id: 'K13', what: "The ending of a file's name that counts cannot be disguised" },
  { id: 'K14', what: 'What was recalled goes from every place at once' },
  { id: 'K15', what: 'A text or name without anything to see is refused, on both sides by one rule' },
  { id: 'K16', what: 'U+0000 is never stored, and a bad name locks nobody out' },
  { id: 'K17', what: 'Names that look the same are the same; words that call everybody are reserved' },
  { id: 'K18', what: 'A name turns no sentence around' },
  { id: 'K19', what: 'Every member is found by what is typed' },
  { id: 'K20', what: 'The @ list opens for the full-width sign, and takes names with blanks' },
  { id: 'K21', what: 'Only members are offered after an @' },
  { id: 'K22', what: 'A mention stays one after a rename, and never stands inside another word' },
  { id: 'K23', what: 'A room without anybody who runs it gets an owner' },
  { id: 'K24', what: 'The name of a room that ended is free again' },
  { id: 'K25', what: 'Lists are paged so that nothing comes twice and nothing is left out' },
  { id: 'K26', what: 'Search folds alike on the phone and on the server' },
  { id: 'K27', what: 'Previews skip white space' },
  { id: 'K28', what: 'A link is whole' },
  { id: 'K29', what: 'The letter of an avatar is whole' },
  { id: 'K30', what: 'No text covers other rows; a very long one is folded' },
  { id: 'K31', what: 'The newest message stays in sight, whatever changes its height around it' },
  { id: 'K32', what: 'Every action has a way without a long press' },
  { id: 'K33', what: 'A badge fits beside its name, and links in announcements can be tapped' },
];
