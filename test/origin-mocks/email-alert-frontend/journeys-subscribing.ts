/** Subscribing to a list. For each kind of session: what is answered, what it says of the session, and who is called. */
import { back, bad, type Journey, link, list, subscribe, unverified } from "./journey.ts";
import { AUTH_URI } from "./support.ts";

const begin = "/email/subscriptions/new?topic_id=fish";
const frequencyForm = "POST /email/subscriptions/frequency";
const daily = { topic_id: "fish", frequency: "daily" };
const onward = "/email/subscriptions/new?frequency=daily&topic_id=fish";
const match = "A GET /api/user/match-by-email?email=amina@example.com";
const withAddress = { ...daily, address: "amina@example.com" };
const sendLink =
  'M POST /subscriptions/auth-token {"address":"amina@example.com","topic_id":"fish","frequency":"daily"}';

export const subscribing: readonly Journey[] = [
  ...[null, "s1"].map((session) => ({ request: `GET ${begin}`, session, status: 200, calls: [list] })),
  { request: `GET ${onward}`, session: null, status: 200, calls: [list] },
  { request: `GET ${begin}&frequency=hourly`, session: null, status: 302, location: begin, calls: [list] },
  { request: "GET /email/subscriptions/new", session: null, status: 400, calls: [] },
  {
    request: "GET /email/subscriptions/new?topic_id=unknown",
    session: null,
    status: 404,
    calls: ["M GET /subscriber-lists/unknown"],
  },
  { request: frequencyForm, form: daily, session: null, status: 302, location: onward, calls: [list] },
  {
    request: frequencyForm,
    form: daily,
    session: "s1",
    status: 302,
    location: "/email/manage",
    sends: "s3",
    calls: [list, link, subscribe("daily")],
  },
  {
    request: frequencyForm,
    form: daily,
    session: "s1",
    script: bad,
    status: 302,
    location: onward,
    ends: true,
    calls: [list, link],
  },
  {
    request: frequencyForm,
    form: daily,
    session: "s1",
    script: unverified,
    status: 403,
    calls: [list, link],
  },
  { request: frequencyForm, form: { topic_id: "fish" }, session: "s1", status: 200, calls: [list] },
  {
    request: "POST /email/subscriptions/verify",
    form: withAddress,
    session: null,
    status: 200,
    calls: [list, match, sendLink],
  },
  {
    request: "POST /email/subscriptions/verify",
    form: withAddress,
    session: "s1",
    script: { "A GET /api/user/match-by-email": [200, { match: true }] },
    status: 200,
    ends: true,
    calls: [list, match],
  },
  {
    request: "POST /email/subscriptions/verify",
    form: withAddress,
    session: null,
    script: { "A GET /api/user/match-by-email": [200, { match: false }] },
    status: 200,
    ends: true,
    calls: [list, match],
  },
  {
    request: "POST /email/subscriptions/verify",
    form: withAddress,
    session: null,
    script: { "M POST /subscriptions/auth-token": [422] },
    status: 200,
    calls: [list, match, sendLink],
  },
  { request: "POST /email/subscriptions/verify", form: daily, session: null, status: 200, calls: [list] },
  ...[null, "s1"].map((session) => ({
    request: "POST /email/subscriptions/verify/account",
    form: daily,
    session,
    status: 302,
    location: AUTH_URI,
    calls: [list, back("frequency=daily&topic_id=fish")],
  })),
];
