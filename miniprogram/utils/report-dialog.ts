/**
 * Asks why something is reported.
 */
import type { ReportReason } from '../core/protocol/room-actions';
import { t, type Language } from '../i18n/translate';
import { chooseAction } from './dialogs';

/** Null when people changed their mind. */
export function askReportReason(language: Language): Promise<ReportReason | null> {
  return chooseAction<ReportReason>([
    { label: t(language, 'report.spam'), value: 'spam' },
    { label: t(language, 'report.abuse'), value: 'abuse' },
    { label: t(language, 'report.illegal'), value: 'illegal' },
    { label: t(language, 'report.other'), value: 'other' },
  ]);
}
