-- Prepared requests, taken in turn: the generator must cost little, because it shares the cores with what it measures.
local requests = {}
local at = 0
local threads = {}

-- The one field and nothing else, five parts with dots between. Looked at by plain search: a pattern over every letter of every answer would
-- cost as much as the gate's own parsing; what is in the parts is for the sample, which decrypts.
local HEAD = '{"encryptedData":"'
local TAIL = '"}'

-- Global, so that the end can read it from the thread.
misshapen = 0

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  local headers = {}
  for line in io.lines(args[2]) do
    local name, value = line:match("^([^:]+): (.*)$")
    headers[name] = value
  end
  for body in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

local function well_shaped(body)
  if body:sub(1, #HEAD) ~= HEAD or body:sub(-#TAIL) ~= TAIL or body:find('"', #HEAD + 1, true) ~= #body - 1 then
    return false
  end
  local dot = #HEAD
  for _ = 1, 4 do
    local next_dot = body:find(".", dot + 1, true)
    if next_dot == nil or next_dot == dot + 1 then
      return false
    end
    dot = next_dot
  end
  return dot < #body - #TAIL and body:find(".", dot + 1, true) == nil
end

function response(status, _headers, body)
  if status ~= 200 or not well_shaped(body) then
    misshapen = misshapen + 1
  end
end

function done(summary, latency)
  local errors = summary.errors
  local wrong = 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("misshapen")
  end
  io.write(string.format(
    'RESULT {"requests":%d,"bytes":%d,"microseconds":%d,"misshapen":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.bytes, summary.duration, wrong, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
