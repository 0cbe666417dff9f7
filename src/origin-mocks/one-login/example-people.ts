/**
 * Fictional people with documents and addresses of every shape, and with what goes wrong; each is good for
 * one kind of answer.
 *
 * @module
 */
import type { AccountInput } from "./accounts.ts";
import { exampleList, nameOfExample } from "./example-data.ts";

/** Who they are. */
export const examplePeople: readonly AccountInput[] = [
  ...exampleList.map(({ id, phone, example }) => ({
    id,
    name: nameOfExample(example),
    email: `${id}@example.com`,
    phone: phone ?? null,
    example,
  })),
  {
    id: "unproved",
    name: "Nobody Proved",
    email: "unproved@example.com",
    identity: { achieved: "P0", returnCodes: [{ code: "F" }, { code: "Z" }] },
  },
];
