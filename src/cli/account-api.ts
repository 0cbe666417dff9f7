/**
 * `govuk-edge account-api`: account-api by itself.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { importPKCS8 } from "jose";
import { type AccountApiSettings, accountApiSchema, accountApiSettings } from "./account-api-settings.ts";
import type { Flags } from "./config-file.ts";
import { runService } from "./email-alert-running.ts";
import { systemCode } from "./errors.ts";
import { addFlags } from "./settings.ts";

const help = `
Examples:
  $ govuk-edge account-api
  $ govuk-edge account-api --auth mock --port 3001
  $ govuk-edge account-api --provider-url http://localhost:3000/ --private-key key.pem --client-id me \\
      --scope "openid email"
  $ govuk-edge account-api --mode corrected --signon-url http://127.0.0.1:3016

Each option can also be a variable such as GOVUK_EDGE_PROVIDER_URL.

What next:
  Without --provider-url, any callback with a state of its own signs in the first user there is, as on a
  developer's machine. With it, the provider must know the callback <website root>/sign-in/callback, and the
  public half of the key. The tokens it takes are those of the world that Signon has too.`;

/** Adds the command to the program. */
export function addAccountApi(program: Command): void {
  const command = program
    .command("account-api")
    .summary("run the mock of account-api alone")
    .description("Runs account-api by itself, beside a provider, a Signon and an email-alert-api elsewhere.");
  addFlags(command, accountApiSettings);
  command.addHelpText("after", help).action((flags: Flags) =>
    runService(
      {
        name: "account-api",
        settings: accountApiSettings,
        schema: accountApiSchema,
        async create(settings, world) {
          const { websiteRoot, signonUrl, emailAlertApiUrl, sessionSecret, auth, mode } = settings;
          // Loaded here, so that the other commands start without the mocks.
          const { createAccountApi } = await import("../origin-mocks/account-api/index.ts");
          const { applicationId, tokenOf } = await import("../origin-mocks/credentials.ts");
          const bearerToken = tokenOf(world, "Account API", "email-alert-api");
          return createAccountApi({
            ...{ websiteRoot, sessionSecret, auth, mode, developmentFrontend: websiteRoot },
            signon: { url: signonUrl, clientId: applicationId(world, "account-api") },
            provider: await providerOf(settings),
            emailAlertApi: { url: emailAlertApiUrl, bearerToken },
          });
        },
        say: ({ origin }) => `What it knows is at ${origin}/__mock\n`,
      },
      flags,
      process.env,
      process.stdout,
    ),
  );
}

async function providerOf({ providerUrl, clientId, privateKey, clientSecret, scope }: AccountApiSettings) {
  if (providerUrl === undefined) return "development";
  const provider = { issuer: providerUrl, clientId, ...(scope !== undefined && { scope }) };
  if (privateKey !== undefined) return { ...provider, privateKey: await readKey(privateKey) };
  if (clientSecret !== undefined) return { ...provider, clientSecret };
  throw new Error(
    "The provider must know this service by a key or a secret: --private-key or --client-secret.",
  );
}

/** What is in the file is not repeated: it is a secret, even when it is no key. */
async function readKey(path: string): Promise<CryptoKey> {
  const pem = await readFile(path, "utf8").catch((error: unknown) => {
    // Not the name: it may be the key itself, put in the wrong place.
    throw new Error(`The file of the private key cannot be read (${systemCode(error) ?? "unknown"}).`);
  });
  return importPKCS8(pem, "RS512").catch(() => {
    throw new Error(`The file ${path} holds no RSA key in PEM (PKCS #8), such as openssl genpkey makes.`);
  });
}
