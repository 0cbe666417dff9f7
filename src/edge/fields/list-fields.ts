/**
 * Fields whose value is a list (RFC 9110 §5.6.1): reading and editing them member by member.
 *
 * @module
 */
import { type Fields, fieldValue, withField } from "./fields.ts";
import { listMembers } from "./list.ts";

/** The name by which a member is known among others, in lower case. */
export type MemberName = (member: string) => string;

/** The members of a field, those of all its lines. @param field its name, in any letter case */
export function membersOf(fields: Fields, field: string): string[] {
  return listMembers(fieldValue(fields, field.toLowerCase()));
}

/**
 * The fields with a member at the end of a list, in place of those that have its name.
 *
 * @example
 * withMember([["Vary", "A, Cookie, B"]], "Vary", "Cookie", (name) => name.toLowerCase());
 * // [["Vary", "A, B, Cookie"]]
 */
export function withMember(fields: Fields, field: string, member: string, nameOf: MemberName): Fields {
  const others = membersOf(fields, field).filter((other) => nameOf(other) !== nameOf(member));
  return withField(fields, field, [...others, member].join(", "));
}

/** The fields without the members of a name; a field of which nothing is left goes. @param name in lower case */
export function withoutMember(fields: Fields, field: string, name: string, nameOf: MemberName): Fields {
  const members = membersOf(fields, field);
  const others = members.filter((member) => nameOf(member) !== name);
  if (others.length === members.length) return fields;
  return withField(fields, field, others.length === 0 ? null : others.join(", "));
}
