/**
 * Where the public documentation explains a check: the section as data, by endpoint and by what was wrong.
 *
 * @module
 */

/** A section, as the log names it. */
interface Section {
  readonly documentation: string;
  readonly section: string;
}

/** Where to read, unless a pattern before it fits what was wrong. */
interface Place {
  readonly about?: RegExp;
  readonly page: string;
  readonly section: string;
}

const site = "https://docs.sign-in.service.gov.uk/";
const authenticate = "integrate-with-integration-environment/authenticate-your-user/";
const sessions = "integrate-with-integration-environment/managing-your-users-sessions/";
const simulator = "test-your-integration/gov-uk-one-login-simulator/";

const simulatorPlaces: readonly Place[] = [{ page: simulator, section: "GOV.UK One Login simulator" }];

const places: Readonly<Record<string, readonly Place[]>> = {
  "/authorize": [
    {
      about: /request object|request parameter|request_uri|trust chain/i,
      page: `${authenticate}#secure-your-authorisation-request-parameters-with-jwt`,
      section: "Secure your authorisation request parameters with JWT",
    },
    {
      about:
        /client_id|redirect_uri|response_type|response_mode|scope|nonce|state|vtr|claims|max_age|code_challenge|missing/i,
      page: `${authenticate}#replace-the-placeholder-values-in-your-example`,
      section: "Replace the placeholder values in your example",
    },
    {
      page: `${authenticate}#error-handling-for-make-a-request-to-the-authorize-endpoint`,
      section: "Error handling for ‘Make a request to the /authorize endpoint’",
    },
  ],
  "/token": [
    {
      about: /private_key_jwt|JWKS/,
      page: `${authenticate}#create-a-jwt-assertion`,
      section: "Create a JWT assertion",
    },
    {
      about: /missing|redirect_uri|grant type|PKCE/i,
      page: `${authenticate}#make-a-post-request-to-the-token-endpoint`,
      section: "Make a POST request to the /token endpoint",
    },
    {
      page: `${authenticate}#error-handling-for-make-a-token-request`,
      section: "Error handling for ‘Make a token request’",
    },
  ],
  "/userinfo": [
    {
      page: `${authenticate}#error-handling-for-retrieve-user-information`,
      section: "Error handling for ‘Retrieve user information’",
    },
  ],
  "/logout": [{ page: sessions, section: "Managing your users’ sessions" }],
  "/config": simulatorPlaces,
  "/form-submit": simulatorPlaces,
};

/** Whether the documentation is about an endpoint. */
export function isDocumented(path: string): boolean {
  return Object.hasOwn(places, path);
}

/** Where what was wrong with a request is explained. @param failed the check, as the log tells it */
export function sectionAbout(path: string, failed: string): Section | undefined {
  const place = places[path]?.find(({ about }) => about === undefined || about.test(failed));
  return place && { documentation: site + place.page, section: place.section };
}
