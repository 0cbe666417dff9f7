/**
 * The rules about a request, as one config and as what is made of it once.
 *
 * @module
 */
import * as z from "zod";
import { type AbTest, abTestsSchema } from "./ab-tests.ts";
import { type BasicAuth, basicAuth, basicAuthSchema } from "./basic-auth.ts";
import { compressedFilesSchema } from "./compressed-files.ts";
import { cookiePathsSchema } from "./cookie-paths.ts";
import { type Connection, denylist, denylistSchema } from "./denylist.ts";
import { forceTlsSchema } from "./force-tls.ts";
import { requestMethodsSchema } from "./request-methods.ts";
import { securityTxtSchema } from "./security-txt.ts";
import { queryRulesSchema } from "./target.ts";

/** What can be said of how requests are received; the defaults are www.gov.uk's. */
export const requestRulesSchema = z.strictObject({
  denylist: denylistSchema.prefault({}),
  basicAuth: basicAuthSchema,
  compressedFiles: compressedFilesSchema,
  forceTls: forceTlsSchema,
  methods: requestMethodsSchema.prefault({}),
  securityTxt: securityTxtSchema,
  query: queryRulesSchema.prefault({}),
  abTests: abTestsSchema,
  cookies: cookiePathsSchema.prefault({}),
});

type RequestConfig = z.output<typeof requestRulesSchema>;

/** The rules made ready: what is the same for all requests is worked out once. */
export interface RequestRules extends Omit<RequestConfig, "denylist" | "basicAuth" | "compressedFiles"> {
  readonly isDenied: (connection: Connection) => boolean;
  /** Null where no password is asked for. */
  readonly basicAuth: BasicAuth | null;
  readonly compressedFiles: ReadonlySet<string>;
  readonly abTests: AbTest[];
}

/** Makes the rules ready. */
export function requestRules(config: RequestConfig): RequestRules {
  return {
    ...config,
    isDenied: denylist(config.denylist),
    basicAuth: config.basicAuth === null ? null : basicAuth(config.basicAuth),
    compressedFiles: new Set(config.compressedFiles),
  };
}
