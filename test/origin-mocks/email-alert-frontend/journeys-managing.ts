/** Managing emails. For each kind of session: what is answered, what it says of the session, and who is called. */
import { bad, type Journey, link, subscriptions, unverified } from "./journey.ts";
import { AUTH_URI, signInCall } from "./support.ts";

const manage = "GET /email/manage";
const hinted = "GET /email/manage?from=your-services";
const byAccount = "GET /email/manage/authenticate/account";
const signIn = "/email/manage/authenticate";
const toManage = signInCall("/email/manage");
const toAccount = signInCall("/email/manage/authenticate/account");

export const managing: readonly Journey[] = [
  { request: manage, session: null, status: 302, location: signIn, calls: [] },
  { request: manage, session: "s1", status: 200, sends: "s3", calls: [link, subscriptions] },
  { request: manage, session: "s1", script: bad, status: 302, location: signIn, ends: true, calls: [link] },
  {
    request: manage,
    session: "s1",
    script: unverified,
    status: 302,
    location: signIn,
    ends: true,
    calls: [link],
  },
  { request: hinted, session: null, status: 302, location: AUTH_URI, calls: [toManage] },
  { request: hinted, session: "s1", status: 200, sends: "s3", calls: [link, subscriptions] },
  {
    request: hinted,
    session: "s1",
    script: bad,
    status: 302,
    location: AUTH_URI,
    ends: true,
    calls: [link, toManage],
  },
  {
    request: hinted,
    session: "s1",
    script: unverified,
    status: 302,
    location: AUTH_URI,
    ends: true,
    calls: [link, toManage],
  },
  ...[null, "s1"].map((session) => ({ request: `GET ${signIn}`, session, status: 200, calls: [] })),
  ...["GET", "POST"].flatMap((method): Journey[] => {
    const request = byAccount.replace("GET", method);
    return [
      { request, session: null, status: 302, location: AUTH_URI, calls: [toAccount] },
      { request, session: "s1", status: 302, location: "/email/manage", sends: "s3", calls: [link] },
      {
        request,
        session: "s1",
        script: bad,
        status: 302,
        location: AUTH_URI,
        ends: true,
        calls: [link, toAccount],
      },
      {
        request,
        session: "s1",
        script: unverified,
        status: 302,
        location: AUTH_URI,
        ends: true,
        calls: [link, toAccount],
      },
    ];
  }),
  { request: "GET /email/manage/address", session: null, status: 302, location: signIn, calls: [] },
  {
    request: "GET /email/manage/address",
    session: "s1",
    status: 404,
    sends: "s3",
    calls: [link, subscriptions],
  },
  {
    request: "POST /email/manage/address/change",
    session: "s1",
    status: 404,
    sends: "s3",
    calls: [link, subscriptions],
  },
  {
    request: "GET /email/manage/frequency/other",
    session: "s1",
    status: 200,
    sends: "s3",
    calls: [link, subscriptions],
  },
  {
    request: "GET /email/manage/frequency/unknown",
    session: "s1",
    status: 404,
    sends: "s3",
    calls: [link, subscriptions],
  },
  {
    request: "POST /email/manage/frequency/other/change",
    form: { new_frequency: "weekly" },
    session: null,
    status: 302,
    location: signIn,
    calls: [],
  },
  {
    request: "POST /email/manage/frequency/other/change",
    form: { new_frequency: "weekly" },
    session: "s1",
    status: 302,
    location: "/email/manage",
    sends: "s3",
    calls: [link, subscriptions, 'M PATCH /subscriptions/other {"frequency":"weekly"}'],
  },
  {
    request: "POST /email/manage/frequency/other/change",
    session: "s1",
    status: 400,
    sends: "s3",
    calls: [link, subscriptions],
  },
  {
    request: "GET /email/manage/unsubscribe-all",
    session: "s1",
    status: 200,
    sends: "s3",
    calls: [link, subscriptions],
  },
  { request: "POST /email/manage/unsubscribe-all", session: null, status: 302, location: signIn, calls: [] },
  {
    request: "POST /email/manage/unsubscribe-all",
    session: "s1",
    status: 302,
    location: "/email/manage",
    sends: "s3",
    calls: [link, subscriptions, "M DELETE /subscribers/7"],
  },
  {
    request: "POST /email/manage/unsubscribe-all",
    session: "s1",
    script: { "M DELETE /subscribers/7": [404] },
    status: 302,
    location: "/email/manage",
    sends: "s3",
    calls: [link, subscriptions, "M DELETE /subscribers/7"],
  },
];
