using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>One request, sent over and over.</summary>
public sealed record WrkRequest(int Port, string Method, string PathAndQuery, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body = "");

/// <summary>What became of it: answers, those with a status of 400 and above, and the time of one in microseconds.</summary>
public sealed record WrkFigures(int Answers, int Errors, TimeSpan Time, double P50Micros, double P99Micros)
{
    public double PerSecond => Answers / Time.TotalSeconds;
}

/// <summary>wrk, a load generator for HTTP that costs little beside the server it loads.</summary>
public static partial class Wrk
{
    /// <param name="core">wrk is pinned to it.</param>
    public static async Task<WrkFigures> RunAsync(WorkFolder work, WrkRequest request, int connections, int seconds, int core)
    {
        var script = new StringBuilder($"wrk.method = \"{request.Method}\"\n");
        if (request.Body.Length > 0) script.Append($"wrk.body = [==[{request.Body}]==]\n");
        foreach (var (name, value) in request.Headers) script.Append($"wrk.headers[\"{name}\"] = \"{value}\"\n");
        var file = work.Write($"wrk-{Guid.NewGuid():N}.lua", script.ToString());
        await using var process = await ChildProcess.StartAsync(
            "wrk", "wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "-s", file, $"http://127.0.0.1:{request.Port}{request.PathAndQuery}"], work.Path, TimeSpan.FromSeconds(seconds + 30), core: core);
        var code = await process.ExitAsync(TimeSpan.FromSeconds(seconds + 30));
        var total = TotalLine().Match(process.Log);
        if (code != 0 || !total.Success) throw new InvalidOperationException($"wrk ended with {code}:\n{process.Log}");
        return new WrkFigures(
            int.Parse(total.Groups["count"].Value, CultureInfo.InvariantCulture), ErrorLine().Match(process.Log) is { Success: true } errors ? int.Parse(errors.Groups["count"].Value, CultureInfo.InvariantCulture) : 0,
            TimeSpan.FromSeconds(double.Parse(total.Groups["seconds"].Value, CultureInfo.InvariantCulture)), Percentile(process.Log, "50%"), Percentile(process.Log, "99%"));
    }

    private static double Percentile(string log, string which)
    {
        var found = LatencyLine().Matches(log).First(match => match.Groups["which"].Value == which);
        return double.Parse(found.Groups["value"].Value, CultureInfo.InvariantCulture) * found.Groups["unit"].Value switch { "us" => 1, "ms" => 1000, _ => 1_000_000 };
    }

    [GeneratedRegex(@"(?<count>\d+) requests in (?<seconds>[0-9.]+)s", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TotalLine();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (?<count>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@"^\s+(?<which>\d+%)\s+(?<value>[0-9.]+)(?<unit>us|ms|s)\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LatencyLine();
}
