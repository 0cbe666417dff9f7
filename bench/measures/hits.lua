-- Hits for wrk, of one page or of several in turn. Arguments after --: the path, and how many there are of
-- it, each with its number behind; 1 is the path alone.

local requests, at = {}, 0

function init(args)
  local path, count = args[1], tonumber(args[2])
  local cookie = "cookies_preferences_set=true; __Host-govuk_account_session=" .. string.rep("abcd1234", 18)
  local fields = { Host = wrk.headers["Host"], Cookie = cookie }
  for i = 1, count do requests[i] = wrk.format("GET", count == 1 and path or path .. i, fields) end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

-- As in the load for pages.
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('result {"requests":%d,"microseconds":%d,"failed":%d,"p50":%d,"p99":%d}',
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
