/**
 * Who is who: the sessions seen, and being one of them.
 *
 * @module
 */
import { html } from "hono/html";
import type { PersonSeen } from "../observe/people.ts";
import { type Html, inspectorPage, timeOfDay } from "./layout.ts";

/** The page. @param done what was done last, in words */
export function peoplePage(people: readonly PersonSeen[], done: string | null): Html {
  return inspectorPage({
    title: "Who is who",
    at: "people",
    main: html`${done === null ? "" : html`<p role="status"><b>${done}</b></p>`}
<p>Each session that came by, the latest first. A session is shown by its first six characters and its length.</p>
${people.length === 0 ? html`<p>Nobody has been signed in yet.</p>` : table(people)}
<h2>This browser</h2>
<div class="line">
${action({ as: "nobody" }, "Be nobody")}
${action({ as: "damaged" }, "Damage the cookie")}
</div>
<form class="line" method="post" action="/__edge/people"><input type="hidden" name="as" value="value"><div><label for="value">Session value</label><input id="value" name="value" autocomplete="off"></div><button class="second">Set the cookie to this</button></form>
<p class="hint">These change the session cookie of this browser alone. A damaged cookie holds a character that no session may, so the edge signs the person out and says so.</p>`,
  });
}

function table(people: readonly PersonSeen[]): Html {
  return html`<div class="scroll" role="region" aria-label="Sessions" tabindex="0"><table>
<thead><tr><th scope="col">Session</th><th scope="col">Last seen</th><th scope="col">Requests</th><th scope="col">Be this person</th></tr></thead>
<tbody>${people.map(
    ({
      id,
      session,
      lastSeen,
      requests,
    }) => html`<tr><td><code>${session}</code></td><td>${timeOfDay(lastSeen)}</td><td>${requests}</td><td>
<form class="line" method="post" action="/__edge/people">
<input type="hidden" name="as" value="${id}">
<div><label for="flash${id}">With a message (flash)</label><input id="flash${id}" name="flash" pattern="[a-z.\\-]*" size="18"></div>
<button>Be this person<span class="hidden">: ${session}</span></button>
</form></td></tr>`,
  )}</tbody></table></div>`;
}

function action(fields: Readonly<Record<string, string>>, text: string): Html {
  return html`<form method="post" action="/__edge/people">${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button class="second">${text}</button></form>`;
}
