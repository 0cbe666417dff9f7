import { describe, expect, test } from "vitest";
import { type Linked, orderOfUse } from "../../src/edge/stores/order-of-use.ts";

interface Thing extends Linked<Thing> {
  readonly name: string;
}

const thing = (name: string): Thing => ({ name, size: 0, used: false, newer: null, older: null });

function ordered(room: number) {
  const gone: string[] = [];
  const bound = { room };
  const order = orderOfUse<Thing>(
    () => bound.room,
    ({ name }) => gone.push(name),
  );
  return { order, gone, bound };
}

describe("an order of use", () => {
  test("lets what came first go first", () => {
    const { order, gone } = ordered(30);
    for (const name of ["a", "b", "c", "d", "e"]) order.add(thing(name), 10);
    expect([gone, order.count, order.bytes]).toEqual([["a", "b"], 3, 30]);
  });

  test("gives a second chance to what was used, and no third", () => {
    const { order, gone } = ordered(30);
    const things = ["a", "b", "c"].map(thing);
    for (const one of things) order.add(one, 10);
    for (const one of things) one.used = one.name !== "b";
    for (const name of ["d", "e", "f"]) order.add(thing(name), 10);
    expect(gone).toEqual(["b", "a", "d"]);
  });

  test("ends where all were used: then the first goes", () => {
    const { order, gone } = ordered(30);
    const things = ["a", "b", "c"].map(thing);
    for (const one of things) order.add(one, 10);
    for (const one of things) one.used = true;
    order.add(thing("d"), 10);
    expect(gone).toEqual(["a"]);
  });

  test("takes nothing that is larger than all the room, and then nothing goes", () => {
    const { order, gone } = ordered(30);
    order.add(thing("a"), 10);
    expect([order.add(thing("large"), 31), gone, order.bytes]).toEqual([false, [], 10]);
    expect([order.add(thing("just"), 30), gone, order.bytes]).toEqual([true, ["a"], 30]);
  });

  test("lets go of what there is no more room for", () => {
    const { order, gone, bound } = ordered(30);
    for (const name of ["a", "b", "c"]) order.add(thing(name), 10);
    order.fit();
    expect(gone).toEqual([]);
    bound.room = 15;
    order.fit();
    expect([gone, order.bytes]).toEqual([["a", "b"], 10]);
  });

  test.each(["a", "b", "c"])("is whole after %s is taken out, and does not mind being told twice", (out) => {
    const { order, gone } = ordered(30);
    const things = ["a", "b", "c"].map(thing);
    for (const one of things) order.add(one, 10);
    const taken = things.filter(({ name }) => name === out);
    for (const one of [...taken, ...taken]) order.remove(one);
    expect([order.count, order.bytes]).toEqual([2, 20]);
    for (const name of ["d", "e", "f"]) order.add(thing(name), 10);
    expect(gone).toEqual(["a", "b", "c"].filter((name) => name !== out));
  });
});
