#!/usr/bin/env bash
# clean-css 5.3.3, level 2: a width in rpx is left out of border, outline and background, and a font in rpx is left out whole.
#
# The unit of mini programs is unknown to it. Levels 0 and 1 keep such values as they are. Level 2 takes shorthands apart and puts
# them together again, and what it could not name is gone: `border-top: 1rpx solid red` becomes `border-top:solid red` (3 px wide
# instead of half of one), `outline: 2rpx solid red` likewise, `background` loses its position and size, all without a warning.
# Only `font: 28rpx/1.5 sans-serif` is told of, as invalid, and dropped. `border-radius`, `margin`, `columns` and `flex` keep theirs,
# so that a page looks almost right. The option `compatibility: { units: { rpx: true } }` does not help. csso 5.0.5 keeps each of
# the values.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund clean-css@5.3.3 csso@5.0.5 >/dev/null 2>&1
cat >try.cjs <<'JS'
const CleanCSS = require('clean-css');
const csso = require('csso');
const rules = [
  'border-top:1rpx solid red',
  'border:2rpx solid red;border-color:#00f',
  'outline:2rpx solid red',
  'background:url(a.png) 10rpx 20rpx no-repeat',
  'font:28rpx/1.5 sans-serif',
  'border-radius:10rpx 20rpx',
];
for (const rule of rules) {
  const source = `a{${rule}}`;
  const [one, two, knowing] = [
    { level: 1 },
    { level: 2 },
    { level: 2, compatibility: { units: { rpx: true } } },
  ].map((options) => new CleanCSS(options).minify(source));
  const kept = [one.styles, csso.minify(source).css].every((css) => css.split('rpx').length === source.split('rpx').length);
  console.log(`${rule} -> ${two.styles || 'nothing'}, ${two.warnings.length} warnings; with the unit named the same: ${knowing.styles === two.styles}; others keep it: ${kept}`);
}
JS
said=$(node try.cjs)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
border-top:1rpx solid red -> a{border-top:solid red}, 0 warnings; with the unit named the same: true; others keep it: true
border:2rpx solid red;border-color:#00f -> a{border:solid #00f}, 0 warnings; with the unit named the same: true; others keep it: true
outline:2rpx solid red -> a{outline:red solid}, 0 warnings; with the unit named the same: true; others keep it: true
background:url(a.png) 10rpx 20rpx no-repeat -> a{background:url(a.png) no-repeat}, 0 warnings; with the unit named the same: true; others keep it: true
font:28rpx/1.5 sans-serif -> nothing, 1 warnings; with the unit named the same: true; others keep it: true
border-radius:10rpx 20rpx -> a{border-radius:10rpx 20rpx}, 0 warnings; with the unit named the same: true; others keep it: true
TEXT
)" ]
