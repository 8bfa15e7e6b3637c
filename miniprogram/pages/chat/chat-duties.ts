/**
 * What the chat page owes the platform beside the chat itself: ways in by link, the privacy authorisation, and news for
 * people who listen to the screen.
 */
import { announcements } from '../../behaviors/announcements';
import { privacyGate } from '../../behaviors/privacy-gate';
import { linkEntry } from './link-entry';

export const chatDuties = Behavior({ behaviors: [linkEntry, privacyGate, announcements] });
