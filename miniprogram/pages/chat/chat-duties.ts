/**
 * What the chat page owes people and the platform beside the chat itself: ways in by link, the privacy authorisation, news for
 * people who listen to the screen, and that nothing is left of what was taken back.
 */
import { announcements } from '../../behaviors/announcements';
import { privacyGate } from '../../behaviors/privacy-gate';
import { copyWatch } from './copy-watch';
import { linkEntry } from './link-entry';

export const chatDuties = Behavior({ behaviors: [copyWatch, linkEntry, privacyGate, announcements] });
