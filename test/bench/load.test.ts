import { expect, test } from "vitest";
import { parseResult } from "../../bench/load.ts";

const output = `Running 3s test @ http://127.0.0.1:40123/exists-20k
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.05ms  312.06us   9.31ms   94.45%
    Req/Sec    61.51k     3.04k   66.02k    83.33%
  183587 requests in 3.00s, 3.45GB read
Requests/sec:  61187.06
Transfer/sec:      1.15GB
`;

test("what the load script prints is found below wrk's own report", () => {
  const line = 'result {"requests":183587,"microseconds":3000417,"failed":0,"p50":1012,"p99":1755}\n';
  expect(parseResult(output + line)).toEqual({
    requests: 183_587,
    microseconds: 3_000_417,
    failed: 0,
    p50: 1_012,
    p99: 1_755,
  });
});

test("wrk's report without that line is an error that shows it", () => {
  expect(() => parseResult(output)).toThrow(/gave no result, but:\nRunning 3s test/);
});

test.each([
  ["a figure is missing", 'result {"requests":1,"microseconds":3,"failed":0,"p50":1}\n'],
  ["a figure is no whole number", 'result {"requests":1.5,"microseconds":3,"failed":0,"p50":1,"p99":1}\n'],
])("a result in which %s is an error", (_what, line) => {
  expect(() => parseResult(line)).toThrow();
});
