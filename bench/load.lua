-- The load for wrk, the same for every peer. Arguments after --: how many sessions, how many flashes among
-- them, how many URLs, and `each` (each session and URL once, then end), `any` (one at random, for as long as
-- wrk is told) or the file that says which URL is next, in lines: its number, or 0 for one never asked for.

local length = 7 -- pieces of a session value: with the rest a Cookie field of some 200 characters
local asking -- gives the next request

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
local function session(known, number, flashes)
  local value = {}
  for i = 1, length do value[i] = known[math.random(#known)] end
  local flash = flashes > 0 and "$$flash-" .. number % flashes or ""
  return table.concat(value) .. string.format("%08d", number) .. flash
end

-- What stands before and after the number of the URL, for each session.
local function templates(sessions, flashes)
  -- The same sessions in each run, or the second run would find nothing stored.
  math.randomseed(1)
  local known, heads, tails = pieces(), {}, {}
  for i = 1, sessions do
    local cookie = "cookies_preferences_set=true; __Host-govuk_account_session=" .. session(known, i, flashes)
    local fields = { Host = wrk.headers["Host"], Cookie = cookie }
    local whole = wrk.format("GET", wrk.path .. "/@", fields)
    local at = whole:find("@", 1, true)
    heads[i], tails[i] = whole:sub(1, at - 1), whole:sub(at + 1)
  end
  return heads, tails
end

function init(args)
  local sessions, flashes, urls, order = tonumber(args[1]), tonumber(args[2]), tonumber(args[3]), args[4]
  local heads, tails = templates(sessions, flashes)
  if order == "each" then
    askEach(heads, tails, sessions, urls)
  elseif order ~= "any" then
    askPicked(heads[1], tails[1], order)
  elseif urls > 1 then
    asking = function() return heads[1] .. math.random(urls) .. tails[1] end
  else
    local requests = {}
    for i = 1, sessions do requests[i] = heads[i] .. "1" .. tails[i] end
    asking = function() return requests[math.random(sessions)] end
  end
end

function request() return asking() end

function askEach(heads, tails, sessions, urls)
  local asked, answered, all = 0, 0, math.max(sessions, urls)
  asking = function()
    local at = asked
    asked = asked + 1
    return heads[at % sessions + 1] .. at % urls + 1 .. tails[at % sessions + 1]
  end
  function response(status)
    if status ~= 200 then os.exit(1) end
    answered = answered + 1
    -- Stopping the thread would not end wrk: it sleeps until its time is over.
    if answered == all then os.exit(0) end
  end
end

function askPicked(head, tail, file)
  local picks, fresh = {}, 0
  for line in io.lines(file) do picks[#picks + 1] = tonumber(line) end
  -- What this run asks for first, no run before has asked for.
  local _, address = tostring({}):match("(%S+): 0x(%x+)")
  local run = "new-" .. os.time() .. "-" .. address .. "-"
  local at = tonumber(address, 16) % #picks
  asking = function()
    at = at % #picks + 1
    local url = picks[at]
    if url > 0 then return head .. url .. tail end
    fresh = fresh + 1
    return head .. run .. fresh .. tail
  end
end

-- One line that is easily read, below wrk's own.
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('result {"requests":%d,"microseconds":%d,"failed":%d,"p50":%d,"p99":%d}',
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
