/**
 * The nightly import of organisations. It sets parents and never takes one away, so a parent set by hand
 * stays where nobody lists the child; the permanent fixes come last.
 *
 * @module
 */
import type { SignonData } from "./data.ts";
import { isInSubtree, organisationBySlug } from "./queries.ts";
import { type Organisation, type Tables, takeId } from "./tables.ts";

type Listed = SignonData["organisationsFeed"][number];

/** Brings the table to what the feed says; what the feed does not list is not touched. */
export function importOrganisations(tables: Tables): void {
  for (const listed of tables.feed) update(tables, listed);
  for (const { slug, children } of tables.feed) {
    for (const child of children) setParent(tables, child, slug);
  }
  for (const [child, parent] of Object.entries(tables.parentFixes)) setParent(tables, child, parent);
}

/**
 * Gives an organisation its one parent, or none.
 *
 * @returns false when there is no such organisation, or it would stand under itself
 */
export function setParent(tables: Tables, childSlug: string, parentSlug: string | null): boolean {
  const child = organisationBySlug(tables, childSlug);
  if (!child) return false;
  if (parentSlug === null) {
    child.parentId = null;
    return true;
  }
  const parent = organisationBySlug(tables, parentSlug);
  if (!parent || isInSubtree(tables, child.id, parent.id)) return false;
  child.parentId = parent.id;
  return true;
}

function update(tables: Tables, { children: _children, ...listed }: Listed): void {
  const found =
    [...tables.organisations.values()].find(({ contentId }) => contentId === listed.contentId) ??
    organisationBySlug(tables, listed.slug);
  if (found) {
    Object.assign(found, listed);
    return;
  }
  const added: Organisation = { ...listed, id: takeId(tables), requireTwoStep: false, parentId: null };
  tables.organisations.set(added.id, added);
}
