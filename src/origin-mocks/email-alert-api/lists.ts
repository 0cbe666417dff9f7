/**
 * The subscriber lists: what somebody can subscribe to, and how a list is found again by what it matches.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";
import { parameterize } from "../common/slug.ts";
import { isRootRelative, RecordNotFound, ValidationFailure } from "./validation.ts";

/** What a list matches; two lists with the same criteria are one. */
export interface MatchingCriteria {
  readonly contentId: string | null;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, unknown>>;
  readonly documentType: string;
  readonly emailDocumentSupertype: string;
  readonly governmentDocumentSupertype: string;
}

/** One row. Times are milliseconds since 1970. */
export interface SubscriberList extends MatchingCriteria {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  /** Where the website has what the list is about; null when it is no one page. */
  readonly url: string | null;
  readonly description: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a list says to people. */
export type ListWords = Pick<SubscriberList, "title" | "url" | "description">;

/** The table. */
export interface SubscriberLists {
  /** @throws {RecordNotFound} */
  get(id: number): SubscriberList;
  findBySlug(slug: string): SubscriberList | undefined;
  findExact(criteria: MatchingCriteria): SubscriberList | undefined;
  /** A list that is there already gets the new title and url. @throws {ValidationFailure} */
  findOrCreate(words: ListWords, criteria: MatchingCriteria): SubscriberList;
  /** @throws {ValidationFailure} */
  update(id: number, changes: Partial<ListWords>): SubscriberList;
  list(): readonly SubscriberList[];
  clear(): void;
  /** Fills the table; the next row gets a greater id than any of these. */
  restore(saved: readonly SubscriberList[]): void;
}

/** Criteria that match nothing in particular. */
export const noCriteria: MatchingCriteria = {
  contentId: null,
  tags: {},
  links: {},
  documentType: "",
  emailDocumentSupertype: "",
  governmentDocumentSupertype: "",
};

/** An empty table. @param suffix makes the end of a slug that is taken */
export function createSubscriberLists(clock: Clock, suffix: () => string): SubscriberLists {
  const rows = new Map<number, SubscriberList>();
  let lastId = 0;
  const findBySlug = (slug: string) => [...rows.values()].find((row) => row.slug === slug);

  function get(id: number): SubscriberList {
    const row = rows.get(id);
    if (!row) throw new RecordNotFound("There is no such list.");
    return row;
  }

  function findExact(criteria: MatchingCriteria): SubscriberList | undefined {
    const wanted = canonical(criteria);
    return [...rows.values()].find((row) => canonical(row) === wanted);
  }

  function slugFor(title: string): string {
    const plain = parameterize(title);
    let slug = plain.slice(0, 255);
    while (findBySlug(slug)) slug = `${plain.slice(0, 244)}-${suffix()}`;
    return slug;
  }

  function update(id: number, changes: Partial<ListWords>): SubscriberList {
    const row = { ...get(id), ...changes, updatedAt: clock.now() };
    validate(row);
    rows.set(id, row);
    return row;
  }

  return {
    get,
    findBySlug,
    findExact,
    update,
    findOrCreate(words, criteria) {
      const found = findExact(criteria);
      if (found) return update(found.id, { title: words.title, url: words.url });
      validate(words);
      lastId += 1;
      const now = clock.now();
      const row = {
        ...words,
        ...criteria,
        id: lastId,
        slug: slugFor(words.title),
        createdAt: now,
        updatedAt: now,
      };
      rows.set(lastId, row);
      return row;
    },
    list: () => [...rows.values()],
    clear() {
      rows.clear();
      lastId = 0;
    },
    restore(saved) {
      rows.clear();
      for (const row of saved) rows.set(row.id, row);
      lastId = Math.max(0, ...rows.keys());
    },
  };
}

function validate({ title, url }: ListWords): void {
  if (title.trim() === "") throw new ValidationFailure({ title: ["can't be blank"] });
  if (parameterize(title) === "") throw new ValidationFailure({ slug: ["can't be blank"] });
  if (url !== null && !isRootRelative(url)) {
    throw new ValidationFailure({ url: ["must be a root-relative URL"] });
  }
}

function canonical(criteria: MatchingCriteria): string {
  const { contentId, tags, links, documentType, emailDocumentSupertype, governmentDocumentSupertype } =
    criteria;
  return JSON.stringify(
    [contentId, tags, links, documentType, emailDocumentSupertype, governmentDocumentSupertype].map(sorted),
  );
}

/** The same value with the keys of objects and the members of arrays in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(sorted(each))).sort();
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([key, each]) => [key, sorted(each)]);
}
