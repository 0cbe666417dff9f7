/**
 * An app that takes its time: a page at every URL, whose path begins with the bytes of its body, and `/requests`,
 * how many pages were asked for. Arguments: milliseconds for a page.
 *
 * @module
 */
import { numberArgument, serve } from "../../servers/server.ts";

const delay = numberArgument(0);
let requests = 0;

serve(({ url = "/" }, response) => {
  if (url === "/requests") {
    response.end(String(requests));
    return;
  }
  requests += 1;
  const body = Buffer.alloc(Number(url.split("/")[1]), "a");
  setTimeout(() => {
    response.writeHead(200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": body.byteLength,
      "Cache-Control": "max-age=86400",
      Vary: "GOVUK-Account-Session-Exists",
    });
    response.end(body);
  }, delay);
});
