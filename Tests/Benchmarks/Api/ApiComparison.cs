using System.Globalization;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Api;

/// <summary>
/// Signed requests a second of the REST API beside a bare Kestrel endpoint, each on one core, in the same run. What needs no store is what the API itself costs:
/// signature, limit, body and its hash, JSON, audit log. What needs the store stands beside it.
/// </summary>
internal static class ApiComparison
{
    private const int Connections = 16;
    private const int WarmUpSeconds = 3;
    private const double Wanted = 0.6;
    private const string Version = "?api-version=2023-10-01";

    // What is asked for cannot be had: read, hashed, parsed, looked at and refused, without a store.
    private const string Body = "{\"scopes\":[\"chat\",\"voip\",\"chat.join\",\"chat.join.limited\",\"voip.join\"],\"expiresInMinutes\":1441}";

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (rounds, seconds) = (options.Number("rounds", 3), options.Number("seconds", 5));
        using var work = new WorkFolder();
        var setup = new GatewaySetup { V6 = false }.Setting("Api__RequestsPerSecond", "0");
        await using var gateway = await GatewayProcess.StartAsync(work, setup, core: Systems.SystemCore);
        var port = gateway.GatewayPorts.Http;
        var requests = new SignedRequests(port, (await gateway.ConnectionStringAsync()).Split("accesskey=")[1]);
        var user = await MakeUserAsync(requests.Make("POST", "/identities" + Version));
        var barePort = Ports.Take();
        await using var bare = await BareKestrel.StartAsync(work, barePort, 150, Systems.SystemCore);

        Case[] cases =
        [
            new("bare GET", SignedRequests.Unsigned("GET", BareKestrel.Path, "", barePort), null, bare),
            new("signed GET", requests.Make("GET", "/resource" + Version), "bare GET", gateway.Process),
            new("bare POST", SignedRequests.Unsigned("POST", BareKestrel.Path, Body, barePort), null, bare),
            new("signed POST", requests.Make("POST", $"/identities/{Uri.EscapeDataString(user)}/:issueAccessToken{Version}", Body), "bare POST", gateway.Process) { IsRefused = true },
            new("GET a user (store)", requests.Make("GET", $"/identities/{Uri.EscapeDataString(user)}{Version}"), "bare GET", gateway.Process),
            new("issue a token (store, signature)", requests.Make("POST", $"/identities/{Uri.EscapeDataString(user)}/:issueAccessToken{Version}", "{\"scopes\":[\"chat\"]}"), "bare POST", gateway.Process),
        ];
        foreach (var one in cases) await Wrk.RunAsync(work, one.Request, Connections, WarmUpSeconds, Systems.LoadCore);       // the compiler's
        for (var round = 0; round < rounds; round++)
        {
            foreach (var one in cases) await MeasureAsync(work, one, seconds);
        }

        var table = new ResultTable("api", "request", "requests/s", "spread", "ratio to bare", "p50 / p99 us", "CPU us per request", "wrong", "memory MB first / last round");
        foreach (var one in cases)
        {
            var ratio = one.Against is { } name ? one.Rate / cases.First(other => other.Name == name).Rate : 1;
            table.Row(
                one.Name, F(one.Rate, "F0"), $"{F(one.Rates.Min(), "F0")}-{F(one.Rates.Max(), "F0")}", F(ratio, "F2"), $"{F(one.P50, "F0")} / {F(one.P99, "F0")}",
                F(one.CpuMicros.Average(), "F1"), $"{one.Wrong}", $"{F(one.Megabytes[0], "F0")} / {F(one.Megabytes[^1], "F0")}");
        }
        await table.PublishAsync($"{Connections} connections on loopback, plain HTTP/1.1, {rounds} rounds of {seconds} s each in turn by wrk on core {Systems.LoadCore}; both servers on core {Systems.SystemCore}.");
        var good = cases.Where(static one => one.Name is "signed GET" or "signed POST").All(one => one.Rate >= Wanted * cases.First(other => other.Name == one.Against).Rate)
            && cases.All(static one => one.Wrong == 0 && one.Megabytes[^1] <= (one.Megabytes[0] * 1.2) + 16);
        Console.WriteLine(good ? $"Verdict: signed requests at {Wanted} of a bare endpoint or better, memory flat." : "Verdict: NOT good.");
        return good ? 0 : 1;
    }

    private static async Task MeasureAsync(WorkFolder work, Case one, int seconds)
    {
        var cpu = one.Server.CpuTime;
        var figures = await Wrk.RunAsync(work, one.Request, Connections, seconds, Systems.LoadCore);
        one.Rates.Add(figures.PerSecond);
        one.CpuMicros.Add((one.Server.CpuTime - cpu).TotalMicroseconds / figures.Answers);
        one.Megabytes.Add(ProcessFigures.OwnBytes(one.Server.Pid) / 1048576.0);
        (one.P50, one.P99) = (figures.P50Micros, figures.P99Micros);
        one.Wrong += one.IsRefused ? figures.Answers - figures.Errors : figures.Errors;
    }

    private static async Task<string> MakeUserAsync(WrkRequest request)
    {
        using var client = new HttpClient();
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"http://127.0.0.1:{request.Port}{request.PathAndQuery}");
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        var at = text.IndexOf("8:acs:", StringComparison.Ordinal);
        return at < 0 ? throw new InvalidOperationException($"No user was made: {text}") : text[at..text.IndexOf('"', at)];
    }

    private static string F(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Case(string Name, WrkRequest Request, string? Against, ChildProcess Server)
    {
        /// <summary>It is to be answered with 400.</summary>
        public bool IsRefused { get; init; }

        public List<double> Rates { get; } = [];

        public List<double> CpuMicros { get; } = [];

        public List<double> Megabytes { get; } = [];

        public double P50 { get; set; }

        public double P99 { get; set; }

        public int Wrong { get; set; }

        /// <summary>The middle one of the rounds.</summary>
        public double Rate => Rates.Order().ElementAt(Rates.Count / 2);
    }
}
