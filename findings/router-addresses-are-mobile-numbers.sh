#!/usr/bin/env bash
# libphonenumber-js 1.13.16, with the whole table (max), in China: 192.168.10.200 is a mobile number, and a number with an extension is none.
#
# China gives out mobile numbers that begin with 192, and full stops count as what one writes between the digits of a number. So each address of
# a home or office network that has eleven digits in all is found as a valid mobile number ("open http://192.168.10.200" is a link
# to ring a stranger), and one with ten or twelve is not. And the way in which China writes an extension, with another hyphen
# (021-62345678-802), makes that the number is not found at all, neither with nor without the extension; written with the
# Chinese word for "extension" the number is found and the extension lost; with "ext." both are found.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund libphonenumber-js@1.13.16 >/dev/null 2>&1
cat >try.mjs <<'JS'
import { findPhoneNumbersInText } from 'libphonenumber-js/max';
const texts = [
  'http://192.168.10.200',
  '192.168.100.10:8080',
  '192.168.1.200',
  '021-62345678',
  '021-62345678-802',
  '021-62345678转802',
  '021-62345678 ext. 802',
];
for (const text of texts) {
  const found = findPhoneNumbersInText(text, 'CN').map(({ number }) =>
    [number.number, number.getType(), number.ext ?? 'no extension', number.isValid() ? 'valid' : 'not valid'].join(' '),
  );
  console.log(`${text}: ${found.join(', ') || 'nothing'}`);
}
JS
said=$(node try.mjs)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
http://192.168.10.200: +8619216810200 MOBILE no extension valid
192.168.100.10:8080: +8619216810010 MOBILE no extension valid
192.168.1.200: nothing
021-62345678: +862162345678 FIXED_LINE no extension valid
021-62345678-802: nothing
021-62345678转802: +862162345678 FIXED_LINE no extension valid
021-62345678 ext. 802: +862162345678 FIXED_LINE 802 valid
TEXT
)" ]
