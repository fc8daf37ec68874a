-- SPDX-License-Identifier: AGPL-3.0-or-later
-- wrk's summary as one line: requests, microseconds, bytes, errors, p50 and p99 in microseconds.
function done(summary, latency)
    local e = summary.errors
    io.write(string.format("result %d %d %d %d %d %d\n", summary.requests, summary.duration,
        summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
        latency:percentile(50), latency:percentile(99)))
end
