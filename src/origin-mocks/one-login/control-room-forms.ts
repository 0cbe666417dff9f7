/**
 * What can be ordered in the control room: faults, keys, time.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../common/page.ts";
import { button, type ControlRoomView } from "./control-room-parts.ts";
import type { ControlRoomTexts } from "./control-room-texts.ts";
import { faultKinds, faultNames } from "./faults.ts";
import { select, textField } from "./form-parts.ts";
import type { Provider } from "./provider.ts";
import { textsOf } from "./texts.ts";

/** Orders a fault for some answers to a client, or takes all of them back. */
export function faultForm(provider: Provider, view: ControlRoomView, texts: ControlRoomTexts): Html {
  const { errors, typed, language } = view;
  const common = textsOf(language);
  const known = faultKinds.flatMap((kind) => faultNames[kind].map((name) => `${kind} ${name}`));
  const named = (value: string) => ({ value, label: value });
  const names = [{ label: "", options: known.map(named) }];
  const everyClient = { value: "", label: texts.everyClient };
  const clients = [{ label: "", options: [everyClient, ...[...provider.clients.keys()].map(named)] }];
  const times = {
    name: "times",
    label: texts.faultTimes,
    hint: texts.faultTimesHint,
    value: typed.get("times") ?? "1",
    isShort: true,
  };
  const fault = { name: "fault", label: texts.orderFault, value: typed.get("fault") ?? "", groups: names };
  const client = {
    name: "clientId",
    label: texts.client,
    value: typed.get("clientId") ?? "",
    groups: clients,
  };
  return html`<form action="/control/faults" method="post" novalidate>
${select(common, fault, errors)}
${select(common, client, errors)}
${textField(common, times, errors)}
<button type="submit" class="govuk-button">${texts.order}</button>
</form>
<div class="govuk-!-margin-bottom-8">${button("/control/faults/clear", texts.clearFaults)}</div>`;
}

/** Changes the keys, step by step, and says how far they are. */
export function keyForms({ keys }: Provider, texts: ControlRoomTexts): Html {
  const steps = (family: "tokens" | "identity", what: string) => {
    const { published, used } = keys[family].state();
    const state = used ? texts.nextUsed : published ? texts.nextPublished : texts.nextUnknown;
    return html`<h3 class="govuk-heading-s">${what}</h3>
<p class="govuk-body">${state}</p>
<div class="govuk-button-group">
${button(`/control/keys/${family}/publish`, texts.publish, what)}
${button(`/control/keys/${family}/use`, texts.use, what)}
${button(`/control/keys/${family}/retire`, texts.retire, what)}
</div>`;
  };
  return html`<p class="govuk-body">${texts.keysHint}</p>
${steps("tokens", texts.tokenKeys)}
${steps("identity", texts.identityKey)}`;
}

/** Moves the clock. */
export function clockForm({ errors, typed, language }: ControlRoomView, texts: ControlRoomTexts): Html {
  const seconds = {
    name: "seconds",
    label: texts.seconds,
    hint: texts.secondsHint,
    value: typed.get("seconds") ?? "3600",
    isShort: true,
  };
  return html`<form action="/control/clock" method="post" novalidate>
${textField(textsOf(language), seconds, errors)}
<button type="submit" class="govuk-button govuk-button--secondary">${texts.move}</button>
</form>`;
}
