#!/usr/bin/env bash
# date-fns 4.4.0 calls 16:30 "noon" in Chinese; dayjs 1.11.23 and moment 2.31.0 call some minutes by different words.
#
# The token B of date-fns (part of the day) gives the Chinese word for noon from 12:00 to 16:59, in zh-CN and in zh-TW: the locale's table for
# formatting has it as the word for the afternoon. dayjs, whose formats are moment's, begins noon at 11:00 and ends it at 13:00 where moment
# has 11:30 and 12:30, so that a chat that changes from one to the other shows other words in two half hours of each day. Intl of
# Node 24.21.0 has noon from 12:00 to 12:59.
#
# Seen: the lines that are compared at the end, each the word and the minute from which it holds. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund date-fns@4.4.0 dayjs@1.11.23 moment@2.31.0 node@24.21.0 >/dev/null 2>&1
cat >try.mjs <<'JS'
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';
import moment from 'moment';
import 'moment/locale/zh-cn.js';
import { format } from 'date-fns';
import { zhCN, zhTW } from 'date-fns/locale';
const intl = new Intl.DateTimeFormat('zh-CN', { hour: 'numeric', hour12: true, dayPeriod: 'short' });
const words = {
  'date-fns zhCN': (date) => format(date, 'B', { locale: zhCN }),
  'date-fns zhTW': (date) => format(date, 'B', { locale: zhTW }),
  dayjs: (date) => dayjs(date).locale('zh-cn').format('A'),
  moment: (date) => moment(date).locale('zh-cn').format('A'),
  Intl: (date) => intl.formatToParts(date).find(({ type }) => type === 'dayPeriod').value,
};
for (const [name, word] of Object.entries(words)) {
  const spans = [];
  for (let minute = 0; minute < 1440; minute += 1) {
    const date = new Date(2026, 5, 1, 0, minute);
    if (spans.at(-1)?.word !== word(date)) spans.push({ word: word(date), from: format(date, 'HH:mm') });
  }
  console.log(`${name}: ${spans.map((span) => `${span.word} ${span.from}`).join(', ')}`);
}
console.log(`16:30 by date-fns: ${format(new Date(2026, 5, 1, 16, 30), 'Bh:mm', { locale: zhCN })}`);
JS
said=$(TZ=Asia/Shanghai node_modules/.bin/node try.mjs)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
date-fns zhCN: 夜间 00:00, 早晨 04:00, 中午 12:00, 晚上 17:00
date-fns zhTW: 夜間 00:00, 早晨 04:00, 中午 12:00, 晚上 17:00
dayjs: 凌晨 00:00, 早上 06:00, 上午 09:00, 中午 11:00, 下午 13:00, 晚上 18:00
moment: 凌晨 00:00, 早上 06:00, 上午 09:00, 中午 11:30, 下午 12:30, 晚上 18:00
Intl: 凌晨 00:00, 早上 05:00, 上午 08:00, 中午 12:00, 下午 13:00, 晚上 19:00
16:30 by date-fns: 中午4:30
TEXT
)" ]
