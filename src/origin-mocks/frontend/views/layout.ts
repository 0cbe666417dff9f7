/**
 * What all pages of the frontend have in common.
 *
 * @module
 */
import { type Html, type NavigationItem, page, serviceNavigation } from "../../common/page.ts";

/**
 * A page of the frontend.
 *
 * @param signedIn undefined on a page that must be the same for everybody: it gets no navigation
 */
export function layout(title: string, main: Html, signedIn?: boolean): Html {
  const service = "Mock GOV.UK";
  if (signedIn === undefined) return page({ title, service, main });
  return page({ title, service, main, navigation: serviceNavigation("Account", accountLinks(signedIn)) });
}

/** The link to /account names no page to come back to: the Referer does. */
function accountLinks(signedIn: boolean): readonly NavigationItem[] {
  if (!signedIn) return [{ text: "Sign in", href: "/account" }];
  return [
    { text: "Account", href: "/account/home" },
    { text: "Sign out", href: "/sign-out" },
  ];
}
