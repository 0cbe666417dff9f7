/** A history as a little play, with the complaints where they belong. */
import type { Answer, Exchange, History, Lines, Moment, Visit } from "./history.ts";
import type { Complaint } from "./judge.ts";

export function asPlay({ visits, exchanges }: History, complaints: readonly Complaint[]): string {
  const lines = [
    ...visits.flatMap((visit) => visitLines(visit, complaints)),
    ...exchanges.flatMap(exchangeLines),
  ].sort(([one], [other]) => one.tick - other.tick);
  return lines.map(([at, text]) => `${clock(at)}  ${text}`).join("\n");
}

type Line = readonly [Moment, string];

function visitLines(visit: Visit, complaints: readonly Complaint[]): Line[] {
  const who = `visitor ${visit.n}`;
  const { answer } = visit;
  const wrong = complaints
    .filter((one) => one.visit === visit.n)
    .map(({ reason }) => `\n          WRONG: ${reason}`);
  const asks: Line = [visit.arrived, `${who} asks ${visit.method} ${visit.path}${shown(visit.request)}`];
  if (answer === null) return [[visit.arrived, `${asks[1]}${wrong.join("")}`]];
  const body = `"${answer.body.slice(0, 60)}"${ending(answer)}`;
  return [asks, [answer.at, `${who} gets ${answer.status} ${body}${shown(answer.fields)}${wrong.join("")}`]];
}

function exchangeLines({ n, asker, method, path, request, asked, said, failed }: Exchange): Line[] {
  const asks: Line = [
    asked,
    `  edge asks the origin ${method} ${path} for visitor ${asker}: exchange ${n}${shown(request)}`,
  ];
  if (failed !== null) return [asks, [failed, `  exchange ${n} fails`]];
  if (said === null) return [asks];
  const body = said.ended === null ? ", body never ends" : said.whole ? "" : ", body incomplete";
  const says: Line = [said.landed, `  exchange ${n}: origin says ${said.status}${body}${shown(said.fields)}`];
  return said.ended === null ? [asks, says] : [asks, says, [said.ended, `  the body of exchange ${n} ends`]];
}

const dull = /^(host|via|x-forwarded-.*|x-asker|x-cache|x-secret|content-type|connection: close)$/;

function shown(fields: Lines): string {
  return fields
    .filter(([name]) => !dull.test(name.toLowerCase()))
    .map(([name, value]) => `\n            ${name}: ${value}`)
    .join("");
}

const clock = ({ time }: Moment) => `${String(time).padStart(6)}s`;

function ending({ whole }: Answer): string {
  if (whole === null) return ", and it never ends";
  return whole ? "" : ", and it breaks off";
}
