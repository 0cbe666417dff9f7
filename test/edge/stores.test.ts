/** What every store owes the cache. Each store that is added is put into the table of kinds. */
import { storeContract } from "../support/store-contract.ts";
import { storeKinds } from "../support/store-kinds.ts";

storeContract(storeKinds);
