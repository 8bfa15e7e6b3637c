#!/usr/bin/env bash
# mobx-miniprogram-bindings 3.0.1 (mobx-miniprogram 6.12.3): a bound list that grows stays as it was, while its computed length grows.
#
# A field of a store that is bound by its name is followed as one value. list.push(), a changed member of an object, a new or
# deleted key, or an entry of a Map change nothing in the component; a computed value of the same store that reads the list
# (its length) is followed deeply and is right, so that "2 messages" stands above one. A whole new list is shown. A component that is
# taken out of the page and put in again is bound no more. Run in miniprogram-simulate 1.6.2, Tencent's own way to test components.
#
# Seen: see the table below. Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund mobx-miniprogram@6.12.3 mobx-miniprogram-bindings@3.0.1 miniprogram-simulate@1.6.2 \
  jest@30.5.2 jest-environment-jsdom@30.5.2 >/dev/null 2>&1
cat >try.test.js <<'JS'
/** @jest-environment jsdom */
const { writeFileSync } = require('node:fs');
const { observable, runInAction } = require('mobx-miniprogram');
const simulate = require('miniprogram-simulate');
// It needs the globals that the line above brings.
const { storeBindingsBehavior } = require('mobx-miniprogram-bindings');

test('what is shown of a store', async () => {
  const store = observable({
    list: ['one'],
    person: { name: 'Ann' },
    get length() {
      return this.list.length;
    },
  });
  const id = simulate.load({
    template: '<view>{{length}} above {{list.length}}, {{person.name}}</view>',
    behaviors: [storeBindingsBehavior],
    storeBindings: { store, fields: ['list', 'person', 'length'] },
  });
  const component = simulate.render(id);
  component.attach(document.body);
  const seen = [];
  const look = async (what, change) => {
    runInAction(change);
    // The library sets data in the next tick.
    await new Promise((done) => setTimeout(done));
    seen.push(`${what}: ${component.dom.textContent}`);
  };
  await look('start', () => undefined);
  await look('push and rename', () => {
    store.list.push('two');
    store.person.name = 'Eve';
  });
  await look('new list and person', () => {
    store.list = [...store.list];
    store.person = { name: 'Eve' };
  });
  component.detach();
  component.attach(document.body);
  await look('put in again, a third', () => (store.list = [...store.list, 'three']));
  writeFileSync('seen', `${seen.join('\n')}\n`);
});
JS
cat >expected <<'TXT'
start: 1 above 1, Ann
push and rename: 2 above 1, Ann
new list and person: 2 above 2, Eve
put in again, a third: 2 above 2, Eve
TXT
npx jest try.test.js >/dev/null 2>&1
cat seen
diff expected seen
