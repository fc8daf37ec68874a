-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Each request registers another person. MEETING: the path of the form.
local thread_number = 0
function setup(thread)
  thread:set("me", thread_number)
  thread_number = thread_number + 1
end
function init(args)
  n = 0
  path = os.getenv("MEETING")
end
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
function request()
  n = n + 1
  local who = me .. "x" .. n
  return wrk.format("POST", path, headers, "given_name=Ada&family_name=Lefort" .. who .. "&email=ada" .. who ..
    "%40example.org&organisation=Maison+des+alliances&ecosystem=association&territory=commune-97105&modality=remote&key=k" .. who)
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("result %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
end
