#!/usr/bin/env bash
# Intl of Node 24.21.0 (ICU 78.3): the Chinese New Year of 2027 is a day late, that of 2030 a day early.
#
# The calendar `chinese` of Intl computes the moon itself. Between 1950 and 2099 it differs on nine occasions, for a month or two
# each, from the calendar that holds in China (the tables of the Hong Kong Observatory, which lunar-javascript 1.7.7 and tyme4ts 1.5.2
# both follow on every day of that time): the new year of 2027 is 6 February and Intl says the 7th; that of 2030 is 3 February and
# Intl says the 2nd; the leap month of 1987 is at another place, so that a birthday in that summer is in another month. Who checks a few
# years (2020 to 2026 are right) sees nothing. The polyfill of Temporal (temporal-polyfill 1.0.8) asks Intl and says the same.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0 lunar-javascript@1.7.7 tyme4ts@1.5.2 temporal-polyfill@1.0.8 >/dev/null 2>&1
cat >try.mjs <<'JS'
import lunar from 'lunar-javascript';
import { SolarDay } from 'tyme4ts';
import { Temporal } from 'temporal-polyfill/full';
const DAY = 86400000;
const format = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
const name = (month, day) => `${Math.abs(month)}${month < 0 ? 'bis' : ''}/${day}`;
const byIntl = (date) => format.format(date);
const byLunar = (year, month, day) => {
  const found = lunar.Solar.fromYmd(year, month, day).getLunar();
  return name(found.getMonth(), found.getDay());
};
const byTyme = (year, month, day) => {
  const found = SolarDay.fromYmd(year, month, day).getLunarDay();
  return name(found.getLunarMonth().getMonthWithLeap(), found.getDay());
};
console.log(`Node ${process.versions.node}, ICU ${process.versions.icu}`);
const spans = [];
let tablesDiffer = 0;
let before = -Infinity;
for (let at = Date.UTC(1950, 0, 1); at < Date.UTC(2100, 0, 1); at += DAY) {
  const date = new Date(at);
  const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const table = byLunar(...parts);
  if (table !== byTyme(...parts)) tablesDiffer += 1;
  if (byIntl(date) === table) continue;
  if (at - before > DAY) spans.push({ from: date.toISOString().slice(0, 10), days: 0 });
  spans.at(-1).days += 1;
  before = at;
}
console.log(`days on which the two tables differ: ${tablesDiffer}`);
console.log(`Intl differs: ${spans.map(({ from, days }) => `${from} for ${days} days`).join(', ')}`);
for (const [year, month, day] of [[2027, 2, 6], [2030, 2, 3], [2026, 2, 17]]) {
  const polyfilled = Temporal.PlainDate.from({ year, month, day }).withCalendar('chinese');
  console.log(
    `${year}-${month}-${day}: tables ${byLunar(year, month, day)}, Intl ${byIntl(new Date(Date.UTC(year, month - 1, day)))}, Temporal ${polyfilled.monthCode} ${polyfilled.day}`,
  );
}
JS
said=$(node_modules/.bin/node try.mjs)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
Node 24.21.0, ICU 78.3
days on which the two tables differ: 0
Intl differs: 1954-02-03 for 30 days, 1955-02-22 for 30 days, 1987-07-26 for 59 days, 1999-01-17 for 30 days, 2012-08-17 for 30 days, 2018-11-07 for 30 days, 2027-02-06 for 30 days, 2030-02-02 for 30 days, 2070-03-12 for 30 days
2027-2-6: tables 1/1, Intl 12/30, Temporal M12 30
2030-2-3: tables 1/1, Intl 1/2, Temporal M01 2
2026-2-17: tables 1/1, Intl 1/1, Temporal M01 1
TEXT
)" ]
