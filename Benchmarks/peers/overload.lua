-- Random status requests of more connections than can be served at once: `wrk -s overload.lua URL -- FILE TOKEN`.
-- Says how many were refused with 503, and how many ended in any other way but success.
local paths, threads = {}, {}
refused, failed = 0, 0

function setup(thread) threads[#threads + 1] = thread end

function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  if args[2] then wrk.headers["Authorization"] = "Bearer " .. args[2] end
  math.randomseed(1)
end

function request() return wrk.format("GET", paths[math.random(#paths)]) end

function response(status)
  if status == 503 then refused = refused + 1 elseif status ~= 200 then failed = failed + 1 end
end

function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  local no = 0
  for _, thread in ipairs(threads) do
    no = no + thread:get("refused")
    broken = broken + thread:get("failed")
  end
  io.write(string.format('{"rps":%.1f,"p50":%.3f,"p99":%.3f,"refused":%d,"errors":%d}\n',
    (summary.requests - no) / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    no, broken))
end
