/** Writes the tables of docs/reliability.md, from what is observed now. Look at what it changed. */
import { readFileSync, writeFileSync } from "node:fs";
import { attackCells, attacks } from "../test/tough/attacks.ts";
import { clientCases, clientCells, faultCases, faultCells } from "../test/tough/observe.ts";
import type { ClientSeen } from "../test/tough/observe-client.ts";
import { attackTable, clientTable, faultTable, page, withTable } from "../test/tough/tables.ts";

const faults = await Promise.all(faultCases.map(({ observe }) => observe()));
const clients: ClientSeen[] = [];
// One after the other: what takes the machine's time must not be taken for a fault of another's.
for (const { observe } of clientCases) clients.push(await observe());
const withFaults = withTable(readFileSync(page, "utf8"), faultTable, faults.map(faultCells));
const withClients = withTable(withFaults, clientTable, clients.map(clientCells));
writeFileSync(page, withTable(withClients, attackTable, attacks.map(attackCells)));
