#!/usr/bin/env bash
# @js-temporal/polyfill 0.5.1 on Node 24.21.0 (ICU 78.3): no date can be read in the Chinese, Korean, Coptic or Ethiopic calendar.
#
# The polyfill takes month and era out of what Intl writes for people. ICU 78 writes them otherwise: a month of the Chinese calendar was
# "11" and is "Mo11", an era of the Coptic one has another name. So each date of a year throws ("Unexpected leap month suffix: Mo11", "Era am
# ... was not matched by any era"), while the other calendars go on working, and with Node 22.12.0 (ICU 76.1) all of them do. Node 20 and
# 22 have got ICU 78 in their own lines (20.20.2, 22.23.3), so that an update of the same major version does it.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @js-temporal/polyfill@0.5.1 node-22@npm:node@22.12.0 node-24@npm:node@24.21.0 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { Temporal } from '@js-temporal/polyfill';
const calendars = ['chinese', 'dangi', 'coptic', 'ethiopic', 'hebrew', 'islamic-umalqura', 'persian', 'indian', 'japanese', 'roc', 'buddhist'];
const words = [];
for (const calendar of calendars) {
  let read = 0;
  for (let month = 1; month <= 12; month += 1) {
    const date = Temporal.PlainDate.from({ year: 2026, month, day: 10 }).withCalendar(calendar);
    try {
      read += date.year > 0 && date.monthCode.startsWith('M') ? 1 : 0;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  words.push(`${calendar} ${read}`);
}
console.log(`Node ${process.versions.node}, ICU ${process.versions.icu}, dates read of 12: ${words.join(', ')}`);
JS
said=$(for version in 22 24; do "node_modules/node-$version/bin/node" try.mjs; done)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
Node 22.12.0, ICU 76.1, dates read of 12: chinese 12, dangi 12, coptic 12, ethiopic 12, hebrew 12, islamic-umalqura 12, persian 12, indian 12, japanese 12, roc 12, buddhist 12
Node 24.21.0, ICU 78.3, dates read of 12: chinese 0, dangi 0, coptic 0, ethiopic 0, hebrew 12, islamic-umalqura 12, persian 12, indian 12, japanese 12, roc 12, buddhist 12
TEXT
)" ]
