import { expect, test } from "vitest";
import { OriginError } from "../../src/edge/index.ts";
import { failoverUnderTest, status, well } from "../support/failover-under-test.ts";

const down = () => {
  throw new OriginError("unreachable", "as the test wants");
};

test("who has something stale to serve gets the origin's error, and no mirror is asked", async () => {
  const edge = failoverUnderTest();
  edge.behave("origin", status(503));
  const asked: (number | null)[] = [];
  const reached = await edge.reach("/", {
    servesStale: (code) => {
      asked.push(code);
      return code === 503;
    },
  });
  expect([reached.status, reached.backend.name, edge.order()]).toEqual([503, "origin", ["origin"]]);
  expect(asked).toEqual([503]);
});

test("who has nothing stale for that status gets a mirror's page", async () => {
  const edge = failoverUnderTest();
  edge.behave("origin", status(501));
  expect((await edge.reach("/", { servesStale: (code) => code === 503 })).backend.name).toBe("mirror1");
});

test("without any answer it is told so", async () => {
  const edge = failoverUnderTest();
  edge.behave("origin", down);
  await expect(edge.reach("/", { servesStale: (code) => code === null })).rejects.toMatchObject({
    code: "unreachable",
    message: "as the test wants",
  });
  expect(edge.order()).toEqual(["origin"]);
});

test("an origin that is left alone or sick is not asked while there is something stale", async () => {
  const edge = failoverUnderTest();
  const servesStale = () => true;
  edge.behave("origin", down);
  await expect(edge.reach("/", { servesStale })).rejects.toMatchObject({ code: "unreachable" });
  await expect(edge.reach("/", { servesStale })).rejects.toMatchObject({
    code: "unreachable",
    message: "The origin is left-alone.",
  });
  edge.pass(5_000);
  edge.sick.add("origin");
  await expect(edge.reach("/", { servesStale })).rejects.toMatchObject({ message: "The origin is sick." });
  expect(edge.order()).toEqual(["origin"]);
});

test("for 5 seconds the origin is left alone for the URL that it failed, and for no other", async () => {
  const edge = failoverUnderTest();
  edge.behave("origin", status(500));
  await edge.reach("/a");
  edge.behave("origin", well);
  const again = await edge.reach("/a");
  expect(again.failed).toEqual([{ backend: "origin", reason: "left-alone", status: null }]);
  await edge.reach("/b");
  await edge.reach("/a", { host: "other.example" });
  expect(edge.order()).toEqual(["origin", "mirror1", "mirror1", "origin", "origin"]);
  edge.pass(4_999);
  await edge.reach("/a");
  edge.pass(1);
  await edge.reach("/a");
  expect(edge.order()).toEqual(["mirror1", "origin"]);
});

test("a mirror that failed is left alone too; with all of them so nobody is asked", async () => {
  const edge = failoverUnderTest();
  for (const name of ["origin", "mirror1", "mirror2", "mirror3"]) edge.behave(name, status(500));
  await expect(edge.reach("/")).rejects.toMatchObject({ code: "exhausted" });
  expect(edge.order()).toHaveLength(4);
  await expect(edge.reach("/")).rejects.toMatchObject({
    message:
      "No backend gave an answer (origin: left-alone, mirror1: left-alone, mirror2: left-alone, mirror3: left-alone).",
  });
  expect(edge.order()).toEqual([]);
});

test("a backend that the probes call sick is passed over", async () => {
  const edge = failoverUnderTest();
  edge.sick.add("origin").add("mirror1");
  const { failed, backend } = await edge.reach("/");
  expect([backend.name, failed]).toEqual([
    "mirror2",
    [
      { backend: "origin", reason: "sick", status: null },
      { backend: "mirror1", reason: "sick", status: null },
    ],
  ]);
  expect(edge.order()).toEqual(["mirror2"]);
});

test("with nothing else to give, a sick origin is asked all the same", async () => {
  const edge = failoverUnderTest({ mirrors: 0 });
  edge.sick.add("origin");
  expect((await edge.reach("/")).status).toBe(200);
  edge.behave("origin", status(500));
  await edge.reach("/");
  await edge.reach("/");
  expect(edge.order()).toEqual(["origin", "origin", "origin"]);
});
