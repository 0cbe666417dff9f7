/** The rules of the house, as docs/architecture.md gives them. Each failure names the file and the line. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** The file an import of our own leads to, from the root; null for a package. */
  readonly target: string | null;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
    .sort();
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, specifier = ""]) => ({
    file,
    specifier,
    target: specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : null,
  }));
}

const files = sources("src");
const imports = files.flatMap(importsOf);
const written = ({ file, specifier }: Import) => `${file} imports ${specifier}`;

/** Which rooms of the edge a room may open besides itself. `packages` says which packages it may use. */
const rooms: { room: string; may: string[]; packages: string[] }[] = [
  { room: "src/edge/fields/", may: [], packages: [] },
  { room: "src/edge/http-cache/", may: ["src/edge/fields/"], packages: [] },
  { room: "src/edge/account/", may: ["src/edge/fields/"], packages: [] },
  { room: "src/edge/www/", may: ["src/edge/fields/"], packages: ["hono/html", "lru-cache", "zod"] },
  { room: "src/edge/stores/", may: ["src/edge/http-cache/"], packages: ["lru-cache", "zod"] },
  { room: "src/edge/origin/", may: ["src/edge/fields/"], packages: ["lru-cache", "zod"] },
  { room: "src/edge/observe/", may: [], packages: [] },
  {
    room: "src/edge/inspector/",
    may: ["src/edge/fields/", "src/edge/observe/"],
    packages: ["hono", "hono/html", "hono/utils/html"],
  },
  {
    room: "src/testing/",
    may: [
      "src/edge/",
      "src/personalisation/",
      ...["nearest", "nested", "paths"].map((name) => `src/cli/${name}.ts`),
    ],
    packages: ["yaml", "zod", "node:events", "node:fs/promises", "node:http", "node:net", "node:tls"],
  },
  {
    room: "src/audit/",
    may: ["src/edge/"],
    packages: ["diff", "hono/html", "hono/utils/html", "htmlparser2"],
  },
  { room: "src/personalisation/", may: [], packages: ["cookie", "hono"] },
];

test.each(rooms)("$room opens no other room than it may", ({ room, may, packages }) => {
  const inRoom = imports.filter(({ file }) => file.startsWith(room));
  expect(files.filter((file) => file.startsWith(room))).not.toEqual([]);
  const offending = inRoom.filter(({ target, specifier }) =>
    target === null
      ? !packages.includes(specifier)
      : ![room, ...may].some((allowed) => target.startsWith(allowed)),
  );
  expect(offending.map(written)).toEqual([]);
});

test("the edge and the mocks never import each other", () => {
  const offending = imports.filter(
    ({ file, target }) =>
      (file.startsWith("src/edge/") && target?.startsWith("src/origin-mocks/")) ||
      (file.startsWith("src/origin-mocks/") && target?.startsWith("src/edge/")),
  );
  expect(offending.map(written)).toEqual([]);
});

/** The rims: all else runs on web standards alone. */
const rims = [
  "src/cli/",
  "src/edge/node.ts",
  "src/edge/node/",
  "src/origin-mocks/node/",
  "src/origin-mocks/worker.ts",
  "src/testing/node/",
];
const ofNode = (specifier: string) =>
  specifier.startsWith("node:") || /^(undici|pino|selfsigned)$/.test(specifier);

test("only the rims import what only Node has", () => {
  const offending = imports.filter(
    ({ file, specifier }) => ofNode(specifier) && !rims.some((rim) => file.startsWith(rim)),
  );
  expect(offending.map(written)).toEqual([]);
});

const ambient = /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(\)/;

test("time and randomness come in as arguments", () => {
  const offending = files
    .filter((file) => !file.startsWith("src/cli/"))
    .flatMap((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .flatMap((line, index) =>
          ambient.test(line) && !/^\s*(\*|\/\/)/.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
  expect(offending).toEqual([]);
});

test("a file of the program is one idea: 250 lines at the most", () => {
  const long = files
    .map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").split("\n").length - 1 }))
    .filter(({ lines }) => lines > 250);
  expect(long).toEqual([]);
});

test("every file of the program says on top what it is", () => {
  const silent = files.filter(
    (file) => !/^(#!.*\n)?\/\*\*[\s\S]*?@module/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(silent).toEqual([]);
});
