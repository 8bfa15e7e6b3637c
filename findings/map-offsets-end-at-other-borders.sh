#!/usr/bin/env bash
# gcoord 1.0.7, eviltransform 0.2.2 and coordtransform 2.1.2: in Osaka, Singapore and Khabarovsk they do not agree where "outside of China" begins.
#
# WGS-84 as phones measure it and GCJ-02 as Chinese maps draw it lie some 500 m apart inside of China, and are the same outside. Each library
# takes a rectangle for China, and not the same one. In China they agree, so that a test with Beijing passes. Beyond
# 135.05 degrees east or below 3.86 degrees north coordtransform leaves a place alone where the two others move it: what one wrote and the
# other one reads is 161 m off in Singapore, 542 m in Osaka, 670 m in Khabarovsk. Seoul, Hanoi and Delhi lie inside of every
# rectangle and are moved by all, by up to half a kilometre. And the way back of coordtransform (and of eviltransform's gcj2wgs) is one step: it comes
# back up to 2.8 m beside the place, gcoord's within a centimetre.
#
# Seen: the lines that are compared at the end. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund gcoord@1.0.7 coordtransform@2.1.2 eviltransform@0.2.2 >/dev/null 2>&1
cat >try.mjs <<'JS'
import gcoord from 'gcoord';
import coordtransform from 'coordtransform';
import eviltransform from 'eviltransform';
const metres = ([lng, lat], [toLng, toLat]) => {
  const radian = Math.PI / 180;
  const east = (toLng - lng) * radian * Math.cos(((lat + toLat) / 2) * radian);
  return Math.hypot(east, (toLat - lat) * radian) * 6371000;
};
const byEvil = (name, [lng, lat]) => {
  const found = eviltransform[name](lat, lng);
  return [found.lng, found.lat];
};
const places = {
  Beijing: [116.404, 39.915],
  'Hong Kong': [114.1694, 22.3193],
  Seoul: [126.978, 37.5665],
  Hanoi: [105.8342, 21.0278],
  Delhi: [77.2, 28.6],
  Singapore: [103.85, 1.29],
  Osaka: [135.5, 34.69],
  Khabarovsk: [135.07, 48.48],
};
for (const [name, place] of Object.entries(places)) {
  const drawn = [
    gcoord.transform(place, gcoord.WGS84, gcoord.GCJ02),
    byEvil('wgs2gcj', place),
    coordtransform.wgs84togcj02(...place),
  ];
  const back = [
    gcoord.transform(drawn[0], gcoord.GCJ02, gcoord.WGS84),
    byEvil('gcj2wgs', drawn[1]),
    coordtransform.gcj02towgs84(...drawn[2]),
  ];
  console.log(
    `${name}: moved ${drawn.map((to) => metres(place, to).toFixed(0)).join(', ')} m; back beside it ${back.map((to) => metres(place, to).toFixed(1)).join(', ')} m`,
  );
}
JS
said=$(node try.mjs)
echo "$said"
[ "$said" = "$(cat <<'TEXT'
Beijing: moved 555, 555, 555 m; back beside it 0.0, 0.2, 0.2 m
Hong Kong: moved 595, 595, 595 m; back beside it 0.0, 1.7, 1.7 m
Seoul: moved 459, 459, 459 m; back beside it 0.0, 2.5, 2.5 m
Hanoi: moved 441, 441, 441 m; back beside it 0.0, 0.9, 0.9 m
Delhi: moved 481, 481, 481 m; back beside it 0.0, 0.8, 0.8 m
Singapore: moved 161, 161, 0 m; back beside it 0.0, 0.4, 0.0 m
Osaka: moved 542, 542, 0 m; back beside it 0.0, 2.8, 0.0 m
Khabarovsk: moved 670, 670, 0 m; back beside it 0.0, 1.8, 0.0 m
TEXT
)" ]
