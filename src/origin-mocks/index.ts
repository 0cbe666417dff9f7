/**
 * The mock origins: One Login, account-api, Signon, the frontend and the two of emails, each by itself or all
 * together.
 *
 * @module
 */
export { type AccountApi, type AccountApiOptions, createAccountApi } from "./account-api/index.ts";
export type { Call, CallLog } from "./calls.ts";
export { type Clock, type MovableClock, movableClock } from "./common/clock.ts";
export type { ReadAsset } from "./common/page.ts";
export {
  createEmailAlertApi,
  type EmailAlertApi,
  type EmailAlertApiOptions,
} from "./email-alert-api/index.ts";
export {
  createEmailAlertFrontend,
  type EmailAlertFrontend,
  type EmailAlertFrontendOptions,
} from "./email-alert-frontend/index.ts";
export { createFrontend, type Frontend, type FrontendOptions } from "./frontend/index.ts";
export { type RunningMock, type Stack, type StackOptions, startStack } from "./node/stack.ts";
export {
  type ClientRegistration,
  clientRegistration,
  createOneLogin,
  type OneLogin,
  type OneLoginOptions,
} from "./one-login/index.ts";
export {
  createSignon,
  createSignons,
  loadSignonData,
  type Signon,
  type SignonData,
  type SignonOptions,
  type Signons,
  type SignonsOptions,
} from "./signon/index.ts";
export type { Snapshot } from "./snapshot.ts";
export { type DemonstrationPage, loadWorld, type Person, type World } from "./world.ts";
