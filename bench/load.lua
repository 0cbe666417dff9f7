-- The load for wrk, the same for every peer. Arguments after --: how many sessions, and `each` (every
-- session once, then end) or `any` (one at random, for as long as wrk is told).

local requests = {}
local length = 7 -- pieces of a session value: with the rest a Cookie field of some 200 characters

local function pieces()
  local letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  local made = {}
  for i = 1, 4096 do
    local piece = {}
    for j = 1, 20 do
      local at = math.random(#letters)
      piece[j] = letters:sub(at, at)
    end
    made[i] = table.concat(piece)
  end
  return made
end

-- As different from each other as encrypted sessions are: from the first character on.
local function session(known, number)
  local value = {}
  for i = 1, length do value[i] = known[math.random(#known)] end
  return table.concat(value) .. string.format("%08d", number)
end

function init(args)
  local sessions, order = tonumber(args[1]), args[2]
  -- The same sessions in each run, or the second run would find nothing stored.
  math.randomseed(1)
  local known = pieces()
  for i = 1, sessions do
    local cookie = "cookies_preferences_set=true; __Host-govuk_account_session=" .. session(known, i)
    requests[i] = wrk.format("GET", nil, { Host = wrk.headers["Host"], Cookie = cookie })
  end
  if order == "each" then askEach(sessions) else askAny(sessions) end
end

function askEach(sessions)
  local asked, answered = 0, 0
  function request()
    asked = asked + 1
    return requests[(asked - 1) % sessions + 1]
  end
  function response(status)
    if status ~= 200 then os.exit(1) end
    answered = answered + 1
    -- Stopping the thread would not end wrk: it sleeps until its time is over.
    if answered == sessions then os.exit(0) end
  end
end

function askAny(sessions)
  function request() return requests[math.random(sessions)] end
end

-- One line that is easily read, below wrk's own.
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('result {"requests":%d,"microseconds":%d,"failed":%d,"p50":%d,"p99":%d}',
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
