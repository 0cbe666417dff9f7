/**
 * A stored response as one piece of bytes: its numbers, its lines and tags (those that many responses have by
 * their number in a dictionary), and its body if that is short. As objects it would take twice the memory.
 *
 * @module
 */
import type { ReuseRules, StoredResponse } from "../http-cache/store.ts";
import type { VaryList } from "../http-cache/vary.ts";
import { type Dictionary, dictionary } from "./dictionary.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type FieldLine = StoredResponse["fields"][number];

/** What of a response stays an object. */
export interface Apart {
  readonly vary: VaryList;
  readonly reuse: ReuseRules;
  /** The body, if it is not in the piece. */
  readonly body: Bytes | null;
}

/** Packs responses, and unpacks what it packed. */
export interface Packing {
  /**
   * The piece; null for what does not fit into one, or could not be told again exactly. The next `pack` writes
   * over it.
   */
  pack(response: StoredResponse): Bytes | null;
  /** The response again. Nothing of it is the piece's own. */
  unpack(piece: Bytes, apart: Apart): StoredResponse;
}

/** Bytes. A longer body is worth an array of its own, and is not copied. */
export const shortBody = 4_096;

/** Where things stand, in bytes from the beginning. */
const at = {
  ...{ storedAt: 0, initialAge: 8, lifetime: 16, date: 24, bodyAskedAt: 32, askedAt: 40 },
  ...{ status: 48, isSubstitute: 50, isAllVisible: 51 },
  ...{ originCount: 52, visibleCount: 54, tagCount: 56, textLength: 58, codes: 60 },
};

/** In place of a number in the dictionary: it comes next in the text. */
const inText = 0xffff;
/** From here on: the line of the origin's of that number, counted from here. */
const ofOrigin = 0x8000;
const mostOfOrigin = inText - ofOrigin;

/** Hardly two responses have these in common: a dictionary would fill with them. */
const oneOff = new Set(["date", "etag", "last-modified", "expires", "age"]);

const noTags: readonly string[] = [];
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Packing, with dictionaries that grow with what is packed. @param longest bytes of a piece */
export function createPacking(longest: number): Packing {
  // The length keeps name and value apart, whatever is in them.
  const lines = dictionary(([name, value]: FieldLine) => `${name.length} ${name}${value}`);
  const tags = dictionary((tag: string) => tag);
  const scratch = new Uint8Array(longest);

  return {
    pack(response) {
      const { codes, text } = coded(response, lines, tags);
      const start = at.codes + 2 * codes.length;
      // A line feed divides the text (no field holds one, RFC 9110 §5.5), and half a character has no bytes.
      const all = text.join("\n");
      if (start > longest || !all.isWellFormed() || text.some((part) => part.includes("\n"))) return null;
      const { read, written } = encoder.encodeInto(all, scratch.subarray(start));
      const body = response.body.byteLength > shortBody ? null : response.body;
      const end = start + written + (body?.byteLength ?? 0);
      if (read < all.length || end > longest) return null;
      const piece = scratch.subarray(0, end);
      const view = viewOf(piece);
      writeNumbers(view, response, written);
      for (const [index, code] of codes.entries()) view.setUint16(at.codes + 2 * index, code);
      if (body) piece.set(body, start + written);
      return piece;
    },

    unpack(piece, { vary, reuse, body }) {
      const view = viewOf(piece);
      const start = at.codes + 2 * countOfCodes(view);
      const end = start + view.getUint16(at.textLength);
      const coded = new Coded(view, decoder.decode(piece.subarray(start, end)).split("\n"));
      const origin = listOf(view.getUint16(at.originCount), () => coded.line(lines, []));
      const visible = listOf(view.getUint16(at.visibleCount), () => coded.line(lines, origin));
      const tagCount = view.getUint16(at.tagCount);
      // In the order of all stored responses, so that V8 sees them as one kind.
      return {
        kind: "response",
        status: view.getUint16(at.status),
        storedAt: view.getFloat64(at.storedAt),
        initialAge: small(view.getFloat64(at.initialAge)),
        lifetime: small(view.getFloat64(at.lifetime)),
        reuse,
        isSubstitute: view.getUint8(at.isSubstitute) === 1,
        incomplete: null,
        fields: view.getUint8(at.isAllVisible) === 1 ? origin : visible,
        body: body ?? piece.slice(end),
        prepared: null,
        origin,
        vary,
        tags: tagCount === 0 ? noTags : listOf(tagCount, () => coded.tag(tags)),
        date: view.getFloat64(at.date),
        bodyAskedAt: view.getFloat64(at.bodyAskedAt),
        askedAt: view.getFloat64(at.askedAt),
      };
    },
  };
}

/** The codes of a response's lines and tags, and the text of those that have no other code. */
function coded(
  { origin, fields, tags }: StoredResponse,
  lines: Dictionary<FieldLine>,
  tagNumbers: Dictionary<string>,
): { readonly codes: readonly number[]; readonly text: readonly string[] } {
  const text: string[] = [];
  const codeOf = (line: FieldLine) => {
    const known = oneOff.has(line[0].toLowerCase()) ? null : lines.numberOf(line);
    if (known === null) text.push(...line);
    return known ?? inText;
  };
  const codeOfVisible = (line: FieldLine) => {
    const index = origin.findIndex((other) => other[0] === line[0] && other[1] === line[1]);
    return index >= 0 && index < mostOfOrigin ? ofOrigin + index : codeOf(line);
  };
  const codeOfTag = (tag: string) => {
    const known = tagNumbers.numberOf(tag);
    if (known === null) text.push(tag);
    return known ?? inText;
  };
  const visible = fields === origin ? [] : fields;
  const codes = [...origin.map(codeOf), ...visible.map(codeOfVisible), ...tags.map(codeOfTag)];
  return { codes, text };
}

/** Reads lines and tags in the order in which they were written. */
class Coded {
  readonly #view: DataView;
  readonly #text: readonly string[];
  #at = at.codes;
  #next = 0;

  constructor(view: DataView, text: readonly string[]) {
    this.#view = view;
    this.#text = text;
  }

  line(lines: Dictionary<FieldLine>, origin: readonly FieldLine[]): FieldLine {
    const code = this.#code();
    if (code === inText) return [this.#nextText(), this.#nextText()];
    return code < ofOrigin ? lines.thingOf(code) : (origin[code - ofOrigin] ?? lines.thingOf(code));
  }

  tag(tags: Dictionary<string>): string {
    const code = this.#code();
    return code === inText ? this.#nextText() : tags.thingOf(code);
  }

  #code(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  #nextText(): string {
    const text = this.#text[this.#next];
    if (text === undefined) throw new RangeError("There is less text in this piece than it says.");
    this.#next += 1;
    return text;
  }
}

function writeNumbers(view: DataView, response: StoredResponse, textLength: number): void {
  const { fields, origin, tags } = response;
  view.setFloat64(at.storedAt, response.storedAt);
  view.setFloat64(at.initialAge, response.initialAge);
  view.setFloat64(at.lifetime, response.lifetime);
  view.setFloat64(at.date, response.date);
  view.setFloat64(at.bodyAskedAt, response.bodyAskedAt);
  view.setFloat64(at.askedAt, response.askedAt);
  view.setUint16(at.status, response.status);
  view.setUint8(at.isSubstitute, Number(response.isSubstitute));
  view.setUint8(at.isAllVisible, Number(fields === origin));
  view.setUint16(at.originCount, origin.length);
  view.setUint16(at.visibleCount, fields === origin ? 0 : fields.length);
  view.setUint16(at.tagCount, tags.length);
  view.setUint16(at.textLength, textLength);
}

function countOfCodes(view: DataView): number {
  return view.getUint16(at.originCount) + view.getUint16(at.visibleCount) + view.getUint16(at.tagCount);
}

/** The same number, without an object of its own if it is small and whole. */
function small(number: number): number {
  const whole = number | 0;
  return Object.is(whole, number) ? whole : number;
}

function viewOf({ buffer, byteOffset, byteLength }: Bytes): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function listOf<Item>(length: number, make: () => Item): Item[] {
  return Array.from({ length }, make);
}
