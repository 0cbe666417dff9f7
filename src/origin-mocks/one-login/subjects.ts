/**
 * Subject identifiers: what a service may know a person by.
 *
 * @module
 */
import type { Account } from "./accounts.ts";
import { type Client, sectorHost } from "./clients.ts";
import { hex, sha256, sha256Base64url } from "./encoding.ts";

type Somebody = Pick<Account, "id" | "subject"> & Partial<Pick<Account, "recreated">>;

/** Who deletes the account and makes another is somebody else. */
function internalId({ id, recreated = 0 }: Somebody): string {
  return recreated === 0 ? id : `${id} ${recreated}`;
}

/**
 * The `sub` of a person for a client: the same for all clients of one sector, another for every
 * other sector (OpenID Connect Core section 8.1). Somebody may have one that was written down.
 */
export async function subjectIdentifier(person: Somebody, client: Client): Promise<string> {
  if (person.subject !== undefined) return person.subject;
  // The live salt is random and kept; here it follows from the id, so that a restart changes no subject.
  const salt = hex(await sha256(`salt of ${internalId(person)}`));
  const sector = client.SubjectType === "public" ? "public" : sectorHost(client);
  return `urn:fdc:gov.uk:2022:${await sha256Base64url(sector + internalId(person) + salt)}`;
}

/** What a digital wallet knows a person by; pairwise as well, and without a salt. */
export async function walletSubjectId(person: Somebody, client: Client): Promise<string> {
  const digest = await sha256Base64url(sectorHost(client) + internalId(person));
  return `urn:fdc:wallet.account.gov.uk:2024:${digest}`;
}

/** What the GOV.UK account called a person before One Login; made up, and always the same. */
export async function legacySubjectId(person: Somebody): Promise<string> {
  return hex(await sha256(`legacy subject of ${internalId(person)}`));
}
