/**
 * What Redis runs for the log of purges, each as one step.
 *
 * The log is one list. Its first member says of itself: the server that made it, its epoch, up to when
 * marks may be missing, and how many were cut off. The others are marks, each a time and a text. All of it
 * under one key: who loses any of it loses the epoch. A server that was started again, from an older copy
 * perhaps, or that takes another's place has another replication id, and its log counts as lost.
 *
 * @module
 */

/** Reads the head, and forgets a log that another server made. ARGV: 1 a new epoch, 2 the time. */
const open = `
local log = KEYS[1]
local info = redis.call('INFO', 'replication')
local server = string.match(info, 'master_replid:(%w+)')
if not server or not string.find(info, 'role:master', 1, true) then
  return redis.error_reply('READONLY only a primary knows of all purges')
end
local head = redis.call('LINDEX', log, 0)
local madeBy, epoch, begins, cut
if head then madeBy, epoch, begins, cut = string.match(head, '^(%S+) (%S+) (%S+) (%d+)$') end
if head and madeBy ~= server then
  redis.call('DEL', log)
  head = false
end
local function write()
  redis.call('LPUSH', log, server .. ' ' .. epoch .. ' ' .. begins .. ' ' .. cut)
end
local function make()
  epoch, begins, cut = ARGV[1], ARGV[2], '0'
  write()
end
local function total()
  return tonumber(cut) + redis.call('LLEN', log) - 1
end
`;

/**
 * Reads what is new. ARGV: 1 a new epoch, 2 the time, 3 the epoch that is known, 4 how many marks are;
 * without these two, all there is, and makes the log where there is none. Gives nothing when marks that are
 * not known may be missing.
 */
export const sinceScript = `${open}
local from = tonumber(ARGV[4])
if from then
  if not head or epoch ~= ARGV[3] or from < tonumber(cut) or from > total() then return false end
else
  if not head then make() end
  from = tonumber(cut)
end
local marks = redis.call('LRANGE', log, 1 + from - tonumber(cut), -1)
table.insert(marks, 1, string.format('%.0f', total()))
table.insert(marks, 1, begins)
table.insert(marks, 1, epoch)
return marks
`;

/** Adds marks and says so. ARGV: 1 a new epoch, 2 the time, 3 how many are kept, 4 the channel, marks. */
export const appendScript = `${open}
if not head then make() end
for nth = 5, #ARGV do redis.call('RPUSH', log, ARGV[nth]) end
local excess = redis.call('LLEN', log) - 1 - tonumber(ARGV[3])
if excess > 0 then
  for _, mark in ipairs(redis.call('LRANGE', log, 1, excess)) do
    local time = string.match(mark, '^%S+')
    if tonumber(time) > tonumber(begins) then begins = time end
  end
  redis.call('LTRIM', log, excess + 1, -1)
  cut = string.format('%.0f', tonumber(cut) + excess)
  write()
end
redis.call('PUBLISH', ARGV[4], string.format('%.0f', total()))
return 'OK'
`;
