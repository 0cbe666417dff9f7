/**
 * All mocks started on loopback and wired to each other over HTTP, ready for an edge in front. Node only.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportSPKI, generateKeyPair } from "jose";
import { createAccountApi } from "./account-api/index.ts";
import { type MovableClock, movableClock } from "./common/clock.ts";
import type { ReadAsset } from "./common/page.ts";
import { applicationId, tokenOf } from "./credentials.ts";
import { createEmailServices } from "./email-services.ts";
import { createFrontend } from "./frontend/index.ts";
import { createOneLogin } from "./one-login/index.ts";
import { createRouter } from "./router.ts";
import { createSignon } from "./signon/index.ts";
import { openSocket, type Socket } from "./socket.ts";
import { loadWorld, type World } from "./world.ts";

/** What a stack is started with. */
export interface StackOptions {
  /** Where browsers reach the website, through the edge: such as http://localhost:9080. */
  readonly websiteRoot: string;
  /** The mocks take this port and the six after it; 0 takes free ones. */
  readonly firstPort: number;
  /** Who and what there is; the world that comes with the package by default. */
  readonly world?: World;
}

/** A mock that listens. */
export interface RunningMock {
  readonly name: string;
  readonly url: string;
}

/** All mocks, running. */
export interface Stack {
  readonly world: World;
  /** The one clock they all go by. */
  readonly clock: MovableClock;
  readonly oneLogin: RunningMock;
  readonly accountApi: RunningMock;
  readonly signon: RunningMock;
  readonly frontend: RunningMock;
  readonly emailAlertApi: RunningMock;
  readonly emailAlertFrontend: RunningMock;
  /** In front of both frontends: what an edge has as its origin. */
  readonly router: RunningMock;
  /** As at the start: nobody signed in, no failures, the real time. */
  reset(): void;
  close(): Promise<void>;
}

const clientId = "govuk-account-api";

/** In the order of their ports. */
const names = [
  "One Login",
  "account-api",
  "Signon",
  "frontend",
  "email-alert-api",
  "email-alert-frontend",
  "router",
];

/**
 * Starts all mocks.
 *
 * @throws {Error} with the code EADDRINUSE when a port is taken; then none is left running
 * @example
 * const stack = await startStack({ websiteRoot: "http://localhost:9080", firstPort: 9081 });
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const world = options.world ?? loadWorld();
  const slots = await openSlots(names, options.firstPort);
  try {
    return await wire(slots, world, options.websiteRoot);
  } catch (error) {
    await closeAll(slots);
    throw error;
  }
}

async function wire(slots: readonly Slot[], world: World, websiteRoot: string): Promise<Stack> {
  const [oneLoginSlot, accountApiSlot, signonSlot, frontendSlot, ...emailSlots] = slots;
  const [emailAlertApiSlot, emailAlertFrontendSlot, routerSlot] = emailSlots;
  if (!oneLoginSlot || !accountApiSlot || !signonSlot || !frontendSlot)
    throw new Error("A mock has no port.");
  if (!emailAlertApiSlot || !emailAlertFrontendSlot || !routerSlot) throw new Error("A mock has no port.");
  const clock = movableClock();
  const key = await generateKeyPair("RS512");
  const oneLogin = await createOneLogin({
    baseUrl: oneLoginSlot.url,
    people: world.people,
    clients: [
      {
        ClientID: clientId,
        ClientName: "GOV.UK",
        RedirectUrls: [`${websiteRoot}/sign-in/callback`],
        PostLogoutRedirectUrls: [`${websiteRoot}/`],
        Scopes: ["openid", "email", "govuk-account"],
        PublicKey: await exportSPKI(key.publicKey),
        PublicKeySource: "STATIC",
        TokenAuthMethod: "private_key_jwt",
        BackChannelLogoutUri: `${accountApiSlot.url}/api/oidc_events/backchannel_logout`,
      },
    ],
    accountApi: {
      ...{ url: accountApiSlot.url, clientId },
      bearerToken: tokenOf(world, "One Login", "account-api"),
    },
    readAsset,
    defaultLogoutUrl: `${websiteRoot}/`,
    clock,
  });
  const signon = createSignon({ world, clock, readAsset });
  const accountApi = createAccountApi({
    websiteRoot,
    signon: { url: signonSlot.url, clientId: applicationId(world, "account-api") },
    provider: { issuer: `${oneLoginSlot.url}/`, clientId, privateKey: key.privateKey },
    emailAlertApi: {
      url: emailAlertApiSlot.url,
      bearerToken: tokenOf(world, "Account API", "email-alert-api"),
    },
    sessionSecret: crypto.randomUUID(),
    clock,
  });
  const frontend = createFrontend({
    websiteRoot,
    accountApi: { url: accountApiSlot.url, bearerToken: tokenOf(world, "Frontend", "account-api") },
    pages: world.pages,
    readAsset,
    oneLoginYourServicesUrl: `${oneLoginSlot.url}/your-services`,
    clock,
  });
  const { emailAlertApi, emailAlertFrontend } = createEmailServices({
    urls: { signon: signonSlot.url, accountApi: accountApiSlot.url, emailAlertApi: emailAlertApiSlot.url },
    ...{ websiteRoot, world, readAsset, clock },
  });
  const mocks = [oneLogin, accountApi, signon, frontend, emailAlertApi, emailAlertFrontend];
  for (const [index, mock] of mocks.entries()) slots[index]?.serve(mock.app);
  routerSlot.serve(
    createRouter({
      frontend: frontend.app,
      emailAlertFrontend: emailAlertFrontend.app,
      accountApi: accountApi.app,
    }),
  );
  return {
    world,
    clock,
    oneLogin: named(oneLoginSlot),
    accountApi: named(accountApiSlot),
    signon: named(signonSlot),
    frontend: named(frontendSlot),
    emailAlertApi: named(emailAlertApiSlot),
    emailAlertFrontend: named(emailAlertFrontendSlot),
    router: named(routerSlot),
    reset() {
      for (const mock of mocks) mock.reset();
    },
    close: () => closeAll(slots),
  };
}

/** A port that is taken for a mock before the mock is made, because others must know its address. */
type Slot = RunningMock & Socket;

async function openSlots(names: readonly string[], firstPort: number): Promise<Slot[]> {
  const slots: Slot[] = [];
  try {
    for (const [index, name] of names.entries()) {
      slots.push(await openSlot(name, firstPort === 0 ? 0 : firstPort + index));
    }
    return slots;
  } catch (error) {
    await closeAll(slots);
    throw error;
  }
}

async function openSlot(name: string, port: number): Promise<Slot> {
  const socket = await openSocket(port, "127.0.0.1");
  return { name, url: `http://127.0.0.1:${socket.port}`, ...socket };
}

function named({ name, url }: Slot): RunningMock {
  return { name, url };
}

async function closeAll(slots: readonly Slot[]): Promise<void> {
  await Promise.all(slots.map((slot) => slot.close()));
}

const govukFrontend = join(
  dirname(fileURLToPath(import.meta.resolve("govuk-frontend/package.json"))),
  "dist/govuk",
);

/** Reads the style sheet and fonts of the pages, from where npm has put them. */
export const readAsset: ReadAsset = async (path) => {
  try {
    return new Uint8Array(await readFile(join(govukFrontend, path)));
  } catch {
    return undefined;
  }
};
