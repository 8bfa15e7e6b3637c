#!/usr/bin/env bash
# miniprogram-computed 7.1.0: a computed value that asks with `in` stays as it was, and indexOf() finds no object in its own list.
#
# What a computed function reads is followed by a proxy. It notices reading a member, the length and Object.keys(), but not the
# operator `in`: when the member comes later, the value that asked for it stays false, while the one that asks with
# Object.keys() beside it becomes true. And each read of an element gives another proxy, so that list.indexOf(list[1]) is -1 and
# list.includes(list[1]) is false for objects, while numbers are found. Run in miniprogram-simulate 1.6.2, Tencent's own way to
# test components.
#
# Seen: "in: false then false; keys: false then true; index of an own object -1, included false; of a number 1". Fails when that
# changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniprogram-computed@7.1.0 miniprogram-simulate@1.6.2 jest@30.5.2 \
  jest-environment-jsdom@30.5.2 >/dev/null 2>&1
cat >try.test.js <<'JS'
/** @jest-environment jsdom */
const { writeFileSync } = require('node:fs');
const simulate = require('miniprogram-simulate');
const { behavior } = require('miniprogram-computed');

test('what computed values are', () => {
  const id = simulate.load({
    template: '<view>{{ asked }}</view>',
    behaviors: [behavior],
    data: { person: { name: 'Ann' }, list: [{ id: 1 }, { id: 2 }], numbers: [4, 5] },
    computed: {
      asked: (data) => 'age' in data.person,
      keys: (data) => Object.keys(data.person).includes('age'),
      index: (data) => data.list.indexOf(data.list[1]),
      included: (data) => data.list.includes(data.list[1]),
      number: (data) => data.numbers.indexOf(data.numbers[1]),
    },
  });
  const component = simulate.render(id);
  component.attach(document.body);
  const before = { ...component.data };
  component.instance.setData({ 'person.age': 30 });
  const { asked, keys, index, included, number } = component.data;
  writeFileSync(
    'said.txt',
    `in: ${before.asked} then ${asked}; keys: ${before.keys} then ${keys}; ` +
      `index of an own object ${index}, included ${included}; of a number ${number}`,
  );
});
JS
npx jest --silent >/dev/null 2>&1
said=$(cat said.txt)
echo "$said"
[ "$said" = 'in: false then false; keys: false then true; index of an own object -1, included false; of a number 1' ]
