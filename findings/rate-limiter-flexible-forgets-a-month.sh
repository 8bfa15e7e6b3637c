#!/usr/bin/env bash
# rate-limiter-flexible 11.4.0: the store in memory forgets a key after a millisecond when its time is longer than 24.8 days.
#
# The time after which a key is forgotten is given to setTimeout, which takes 2^31 - 1 ms at most and makes 1 ms of anything
# longer. So a quota for 2,147,483 s holds, and one for a second more, or for a month, counts nothing: each use is the first
# one, and says that 30 days are left. The same happens to blockDuration. Only a warning of Node on stderr tells of it.
#
# Seen: "duration 2147483: second use refused; duration 2147484: second use taken; duration 2592000: second use taken; blocked
# for 2592000: taken". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund rate-limiter-flexible@11.4.0 >/dev/null 2>&1
cat >try.cjs <<'JS'
const { RateLimiterMemory } = require('rate-limiter-flexible');
const taken = (attempt) => attempt.then(() => 'taken', () => 'refused');
// A timer of 5 ms that begins after the limiter's own fires after it.
const later = () => new Promise((resolve) => setTimeout(resolve, 5));
(async () => {
  const said = [];
  for (const duration of [2147483, 2147484, 2592000]) {
    const quota = new RateLimiterMemory({ points: 1, duration });
    await quota.consume('ann');
    await later();
    said.push(`duration ${duration}: second use ${await taken(quota.consume('ann'))}`);
  }
  const strict = new RateLimiterMemory({ points: 1, duration: 1, blockDuration: 2592000 });
  await strict.consume('ben');
  await taken(strict.consume('ben'));
  await later();
  said.push(`blocked for 2592000: ${await taken(strict.consume('ben'))}`);
  console.log(said.join('; '));
  process.exit();
})();
JS
said=$(node --no-warnings try.cjs)
echo "$said"
[ "$said" = 'duration 2147483: second use refused; duration 2147484: second use taken; duration 2592000: second use taken; blocked for 2592000: taken' ]
