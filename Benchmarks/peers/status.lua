-- Random status requests: `wrk -s status.lua URL -- FILE TOKEN`; each line of the file is a path.
local paths = {}

function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  if args[2] then wrk.headers["Authorization"] = "Bearer " .. args[2] end
  math.randomseed(1)
end

function request() return wrk.format("GET", paths[math.random(#paths)]) end

function done(summary, latency)
  local errors = summary.errors
  local count = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('{"rps":%.1f,"p50":%.3f,"p99":%.3f,"errors":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000, count))
end
