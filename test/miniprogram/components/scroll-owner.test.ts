import { ScrollOwner } from '../../../miniprogram/components/message-list/scroll-owner';
import { LateList } from '../../support/late-list';
import { createSeededRandom } from '../../support/seeded-random';

const BELOW_TOP = 64;
const SEEDS = Array.from({ length: 100 }, (_, i) => i + 1);

interface Scene {
  readonly list: LateList;
  readonly owner: ScrollOwner;
  readonly pick: (n: number) => number;
}

/** A list of eighty rows at its end. */
function open(seed: number, isAnchoring = false, isInOrder = false): Scene {
  const random = createSeededRandom(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const heights = Array.from({ length: 80 }, () => 40 + pick(200));
  const list = new LateList(heights, random, isAnchoring, isInOrder);
  const owner = new ScrollOwner(list.port);
  list.onScroll = (top, height) => owner.onScroll(top, height);
  owner.goToEnd();
  list.settle();
  return { list, owner, pick };
}

function read({ list }: Scene, row: string): void {
  list.moveTo(list.yOf(row) + 1 - 200);
  list.settle();
}

let fresh = 0;
const newRow = (height: number) => ({ id: `n${(fresh += 1)}`, height });

/** Rows come above and below, and one of them grows, while something else may be on its way. */
function disturb({ list, owner, pick }: Scene): void {
  const kind = pick(4);
  list.change(() => {
    if (kind === 0) list.rows.push(newRow(60));
    else if (kind === 1) list.rows.unshift(...Array.from({ length: 10 }, () => newRow(90)));
    else if (kind === 2) list.rows[pick(3)]!.height += 120;
    else list.rows.unshift(...list.rows.splice(0, 5).slice(2));
  });
  owner.change();
}

describe.each([false, true])('[UI240] {K2} the platform keeps the place by itself: %s', (isAnchoring) => {
  test('[UI240] {K2} the row that was asked for is in sight, whatever is measured late and whatever comes meanwhile', () => {
    for (const seed of SEEDS) {
      const scene = open(seed, isAnchoring);
      const { list, owner, pick } = scene;
      const id = `r${20 + pick(55)}`;
      if (pick(2) === 0) read(scene, `r${10 + pick(60)}`);
      if (pick(2) === 0) disturb(scene);
      owner.goTo(id);
      for (let n = 0; n < 6; n += 1) {
        for (let steps = pick(6); steps > 0; steps -= 1) list.step();
        if (pick(2) === 0) disturb(scene);
      }
      list.settle();
      expect({ seed, isInSight: list.isInSight(id) }).toEqual({ seed, isInSight: true });
    }
  });

  test('[UI241] {K2} the later of two requests holds', () => {
    for (const seed of SEEDS) {
      const { list, owner, pick } = open(seed, isAnchoring);
      owner.goTo(`r${pick(40)}`);
      for (let steps = pick(8); steps > 0; steps -= 1) list.step();
      if (seed % 2 === 0) {
        owner.goTo('r40');
        list.settle();
        expect({ seed, y: list.screenOf('r40') - list.start }).toEqual({ seed, y: BELOW_TOP });
      } else {
        owner.goToEnd();
        list.settle();
        expect({ seed, top: list.top }).toEqual({ seed, top: list.end });
      }
    }
  });

  test('[UI244] {K31} at the end the newest row stays in sight whatever changes the height, in any order', () => {
    for (const seed of SEEDS) {
      const { list, owner, pick } = open(seed, isAnchoring);
      for (let n = 0; n < 8; n += 1) {
        const kind = pick(4);
        // A window that is lower and high again before anybody looks is like a reader's finger.
        if (kind === 0) list.settle();
        list.change(() => {
          if (kind === 0) list.viewport = list.viewport === 600 ? 508 : 600;
          else if (kind === 1) list.start += 40;
          else if (kind === 2) list.rows[list.rows.length - 1 - pick(5)]!.height += 114;
          else list.rows.push(newRow(60));
        });
        // Nobody says what it was: the end went out of sight.
        owner.check();
        for (let steps = pick(4); steps > 0; steps -= 1) list.step();
      }
      list.settle();
      owner.check();
      list.settle();
      expect({ seed, top: list.top, isFollowing: owner.isFollowing }).toEqual({
        seed,
        top: list.end,
        isFollowing: true,
      });
    }
  });

  test('[UI245] {K31} elsewhere the row under the eyes stays where it is on the screen', () => {
    for (const seed of SEEDS) {
      const scene = open(seed, isAnchoring);
      const { list, owner } = scene;
      read(scene, 'r40');
      const at = list.screenOf('r40');
      for (let n = 0; n < 5; n += 1) {
        if (n === 2) {
          list.change(() => {
            list.start += 40;
            list.viewport -= 40;
          });
          owner.change();
        } else disturb(scene);
        list.settle();
      }
      expect({ seed, at: Math.abs(list.screenOf('r40') - at) < 3 }).toEqual({ seed, at: true });
      expect(owner.isFollowing).toBe(false);
    }
  });
});

test('[UI244] {K31} a reader who goes up is not taken back, also while the height changes', () => {
  for (const seed of SEEDS) {
    const { list, owner } = open(seed);
    list.moveTo(list.end - 700);
    list.change(() => (list.viewport -= 92));
    owner.check();
    list.settle();
    expect([owner.isFollowing, list.top < list.end - 600]).toEqual([false, true]);
  }
});

test('[UI244] {K31} a finger that only begins to move is left where it is', () => {
  const { list, owner } = open(1);
  list.moveTo(list.end - 50);
  list.settle();
  owner.check();
  list.settle();
  expect([list.end - list.top, owner.isFollowing]).toEqual([50, true]);
});

test.each([true, false])(
  '[UI245] {K31} rows that come above while a finger moves count beside its way',
  (isAnchoring) => {
    for (const seed of SEEDS) {
      const scene = open(seed, isAnchoring);
      const { list, owner } = scene;
      read(scene, 'r40');
      const at = list.screenOf('r40');
      list.moveTo(list.top - 30);
      list.change(() => list.rows.unshift(newRow(400)));
      owner.change();
      list.settle();
      expect({ seed, at: list.screenOf('r40') }).toEqual({ seed, at: at + 30 });
    }
  },
);

test('[UI242] {K2} a row near the end that was gone to is not pushed off the screen by what comes, until the reader moves', () => {
  const { list, owner } = open(3);
  owner.goTo('r78');
  list.settle();
  expect([list.top, owner.isFollowing]).toEqual([list.end, true]);
  for (let n = 0; n < 30; n += 1) {
    list.change(() => list.rows.push(newRow(60)));
    owner.change();
    list.settle();
  }
  expect([list.isInSight('r78'), owner.isFollowing]).toEqual([true, false]);
  owner.goToEnd();
  list.settle();
  expect([list.top, owner.isFollowing]).toEqual([list.end, true]);
});

test('[UI240] {K2} a row that is not there ends the request, and the list goes on', () => {
  const { list, owner } = open(4);
  owner.goTo('gone');
  list.settle();
  expect(owner.isMoving).toBe(false);
  owner.goTo('r10');
  list.settle();
  expect(list.isInSight('r10')).toBe(true);
});

test('[UI361] {K2} who is held near the end by a row is away from the end once what comes waits below', () => {
  const { list, owner } = open(3);
  owner.goTo('r78');
  list.settle();
  expect([owner.isFollowing, owner.isHeld]).toEqual([true, true]);
  list.hasMore = true;
  owner.change();
  list.settle();
  expect([owner.isFollowing, owner.isHeld, list.isInSight('r78')]).toEqual([false, false, true]);
});

test('[UI361] {K2} that a row holds the reader, and that none does any more, is told', () => {
  const { list, owner } = open(3);
  owner.goTo('r78');
  list.settle();
  expect(list.told).toEqual([false, true]);
  list.moveTo(list.end - 40);
  list.settle();
  expect([owner.isFollowing, owner.isHeld, list.told.length]).toEqual([true, false, 3]);
});

test('[UI363] {K2} a row at the top of a list that goes on above stays where it is when rows come there', () => {
  for (const seed of SEEDS) {
    const { list, owner } = open(seed, true);
    list.hasEarlier = true;
    owner.goTo('r0');
    list.settle();
    const at = list.screenOf('r0');
    list.change(() => list.rows.unshift(newRow(300), newRow(80)));
    expect({ seed, at: list.screenOf('r0') }).toEqual({ seed, at });
    owner.change();
    list.settle();
    expect({ seed, at: list.screenOf('r0') }).toEqual({ seed, at });
  }
});

test('[UI366] {K31} a list that is held away from its end does not follow it until it is there', () => {
  for (const seed of SEEDS) {
    const { list, owner } = open(seed);
    // Each time it is sent to the end, somebody has moved it before the view tells anything.
    list.port.scrollToEnd = (done) => list.port.scrollTo(300, done);
    list.top = 300;
    owner.goToEnd();
    list.settle();
    expect({ seed, top: list.top, isFollowing: owner.isFollowing }).toEqual({
      seed,
      top: 300,
      isFollowing: false,
    });
    list.moveTo(list.end);
    list.settle();
    expect({ seed, isFollowing: owner.isFollowing }).toEqual({ seed, isFollowing: true });
  }
});

/** A list whose answers are still to come, and which the view has just shown at its end. */
function openOnItsWay(seed: number): Scene {
  const scene = open(seed, false, true);
  const { list, owner, pick } = scene;
  list.change(() => list.rows.push(newRow(300)));
  owner.change();
  while (list.top !== list.end) list.step();
  for (let steps = pick(3); steps > 0; steps -= 1) list.step();
  return scene;
}

describe.each([true, false])('[UI364] {K31} by a finger: %s', (isTouch) => {
  test('[UI364] {K31} a reader who moves a list that is on its way to its end is not taken back', () => {
    for (const seed of SEEDS) {
      const { list, owner, pick } = openOnItsWay(seed);
      if (isTouch) owner.onTouch(true);
      const from = list.top;
      for (let n = 0; n < 10; n += 1) {
        list.moveTo(list.top - 60);
        for (let steps = pick(3); steps > 0; steps -= 1) list.step();
      }
      list.settle();
      expect({ seed, moved: from - list.top, isFollowing: owner.isFollowing }).toEqual({
        seed,
        moved: 600,
        isFollowing: false,
      });
    }
  });

  test('[UI364] {K31} and a little way back at the end is left where it is', () => {
    for (const seed of SEEDS) {
      const { list, owner } = openOnItsWay(seed);
      if (isTouch) owner.onTouch(true);
      list.moveTo(list.end - 50);
      list.settle();
      expect({ seed, left: list.end - list.top, isFollowing: owner.isFollowing }).toEqual({
        seed,
        left: 50,
        isFollowing: true,
      });
    }
  });

  test('[UI364] {K31} what comes while it is not known whether a hand moved the list does not take it back', () => {
    for (const seed of SEEDS) {
      const { list, owner, pick } = openOnItsWay(seed);
      if (isTouch) owner.onTouch(true);
      const from = list.top;
      list.moveTo(list.top - 600);
      list.tellAll();
      for (let n = 0; n < 3; n += 1) {
        list.change(() => list.rows.push(newRow(60)));
        owner.change();
        for (let steps = pick(4); steps > 0; steps -= 1) list.step();
      }
      list.settle();
      expect({ seed, moved: from - list.top, isFollowing: owner.isFollowing }).toEqual({
        seed,
        moved: 600,
        isFollowing: false,
      });
    }
  });
});

test('[UI364] {K31} before anything was measured a finger is known by the way it takes', () => {
  const random = createSeededRandom(5);
  const list = new LateList(
    Array.from({ length: 40 }, () => 90),
    random,
    false,
    true,
  );
  const owner = new ScrollOwner(list.port);
  list.onScroll = (top, height) => owner.onScroll(top, height);
  owner.goToEnd();
  while (list.top !== list.end) list.step();
  owner.onTouch(true);
  list.moveTo(list.end - 400);
  list.tellAll();
  expect([owner.isFollowing, owner.isMoving]).toEqual([false, false]);
  list.settle();
  expect([owner.isFollowing, list.end - list.top]).toEqual([false, 400]);
});

test('[UI364] {K31} a window that becomes higher moves the list back as well, and that is no hand', () => {
  for (const seed of SEEDS) {
    const { list, owner } = open(seed);
    list.change(() => (list.viewport = 300));
    owner.change();
    list.settle();
    list.change(() => list.rows.push(newRow(60)));
    owner.change();
    while (list.top !== list.end) list.step();
    list.change(() => (list.viewport = 600));
    list.settle();
    expect({ seed, top: list.top, isFollowing: owner.isFollowing }).toEqual({
      seed,
      top: list.end,
      isFollowing: true,
    });
  }
});

test('[UI364] {K31} late news of a way up do not call off the way to the end that was asked for after it', () => {
  for (const seed of SEEDS) {
    const { list, owner } = open(seed);
    for (let n = 0; n < 6; n += 1) list.moveTo(list.top - 200);
    owner.goToEnd();
    list.settle();
    expect({ seed, top: list.top, isFollowing: owner.isFollowing }).toEqual({
      seed,
      top: list.end,
      isFollowing: true,
    });
  }
});

test('[UI364] {K31} a finger that moves a list which has just arrived at a row keeps it', () => {
  for (const seed of SEEDS) {
    const { list, owner } = open(seed, false, true);
    owner.goTo('r40');
    const to = list.yOf('r40') - BELOW_TOP;
    while (list.top !== to) list.step();
    owner.onTouch(true);
    list.moveTo(to + 300);
    list.tellAll();
    list.settle();
    expect({ seed, top: list.top }).toEqual({ seed, top: to + 300 });
  }
});
