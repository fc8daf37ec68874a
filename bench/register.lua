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
local others = 0
function response(status)
  if status ~= 303 then others = others + 1 end
end
function done(summary, latency)
  io.write(string.format("requests=%d seconds=%.3f p50=%.2f p99=%.2f errors=%d\n", summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status + summary.errors.timeout + summary.errors.read))
end
