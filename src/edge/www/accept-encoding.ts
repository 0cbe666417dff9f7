/**
 * The normal form of Accept-Encoding: what browsers send is many texts and only three meanings.
 *
 * @module
 */
import { listMembers } from "../fields/list.ts";
import { remembered } from "../fields/remembered.ts";

/** The coding that an answer may have; null for none. */
export type AcceptedCoding = "br" | "gzip" | null;

const refused = /;[ \t]*q=0(?:\.0{0,3})?[ \t]*$/i;

const codingOf = remembered((value): "br" | "gzip" | "" => {
  const codings = listMembers(value.toLowerCase())
    .filter((member) => !refused.test(member))
    .map((member) => (member.split(";", 1)[0] ?? "").trim());
  if (codings.includes("br")) return "br";
  return codings.includes("gzip") ? "gzip" : "";
});

/**
 * The one coding to ask for: brotli before gzip, whatever their weights (VCL: recv, rule 25, after
 * Fastly's own normalising). A coding that is refused (`q=0`, RFC 9110 §12.4.2) is not asked for;
 * production looks for the word alone. `*` asks for nothing by name, and gets nothing.
 *
 * @param value all lines of Accept-Encoding, joined; null when there is none
 */
export function acceptedCoding(value: string | null): AcceptedCoding {
  if (value === null) return null;
  return codingOf(value) || null;
}
