using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Storage;

/// <summary>Gateways as processes over a real PostgreSQL server.</summary>
public sealed partial class PostgresStore : IAsyncLifetime
{
    private const string Echo = "+12025550123";

    private readonly Field _field = new();
    private Postgres _server = null!;
    private string _database = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await Postgres.StartAsync();
        _database = await _server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _field.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>The first of them registers with the carrier (DR-39); when it is killed the other one does, and it stands back when it comes again.</summary>
    [Fact]
    public async Task Two_gateways_share_numbers_records_and_the_office_of_registering()
    {
        var carrier = await _field.SippAsync(new SippRun("uas-register") { Calls = 2, Limit = TimeSpan.FromMinutes(2) });
        var (onePort, twoPort) = (Ports.Take(), Ports.Take());
        var one = await _field.GatewayAsync(Shared(Registering(onePort, carrier)));
        await UpAsync(one);
        var two = await _field.GatewayAsync(Shared(Registering(twoPort, carrier)));

        await one.CommandAsync("numbers", "import", _field.Work.Write("numbers.csv", $"number,first,last,destination,target\n{Echo},,,echo,\n"));
        foreach (var gateway in (GatewayProcess[])[one, two]) await gateway.Process.SaysAsync("Numbers loaded: 6", TimeSpan.FromSeconds(15));
        foreach (var (gateway, port) in ((GatewayProcess, int)[])[(one, onePort), (two, twoPort)])
        {
            var caller = await _field.SippAsync(new SippRun("uac") { Port = port, Remote = gateway.Address, Called = Echo, Pause = TimeSpan.FromMilliseconds(200) });
            await caller.SucceedsAsync();
        }

        await StoredAsync(2);
        Assert.Equal(2, (await one.CommandAsync("calls")).Split('\n').Count(static line => line.Contains(Echo, StringComparison.Ordinal)));
        Assert.Equal([one.GatewayPorts.Sip], Registered(carrier));
        Assert.Equal(0, await two.MetricAsync("telephony_registration_up"));

        one.Kill();
        await one.Process.ExitAsync(TimeSpan.FromSeconds(10));
        await UpAsync(two);
        await carrier.SucceedsAsync();
        Assert.Equal([one.GatewayPorts.Sip, two.GatewayPorts.Sip], Registered(carrier));

        // The crash of one ends what it carried, and nothing of the other's.
        var talks = await _field.SippAsync(new SippRun("uac") { Port = twoPort, Remote = two.Address, Called = Echo, Pause = TimeSpan.FromSeconds(6) });
        await Until.TrueAsync(async () => await two.CallsAsync() == 1, TimeSpan.FromSeconds(10), static () => "The call did not begin.");
        await one.RunAsync();
        await talks.SucceedsAsync();
        Assert.Equal(1, await two.MetricAsync("telephony_registration_up"));
        Assert.DoesNotContain("has the office of registrations", one.Process.Log, StringComparison.Ordinal);
        await Field.EndsCleanAsync(two);
    }

    [Fact]
    public async Task Calls_go_on_while_the_server_is_gone_and_every_record_is_there_afterwards()
    {
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        var gateway = await _field.GatewayAsync(Shared(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{callerPort}"))
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{calleePort}"))
            .Route(@"^\+", "far.example")));
        await using var ends = new LoadEnds(gateway.Address, callerPort, calleePort);
        await CallAsync(ends, 0);
        await StoredAsync(20);

        await _server.StopAsync();
        await CallAsync(ends, 100);
        await Until.TrueAsync(async () => await gateway.MetricAsync("telephony_store_up") == 0, TimeSpan.FromSeconds(20), static () => "The gateway did not notice.");
        await CallAsync(ends, 200);
        Assert.True(await gateway.IsReadyAsync());
        await gateway.Process.SaysAsync("Changed numbers cannot be looked for", TimeSpan.FromSeconds(20));   // looked for every two seconds

        await _server.StartAgainAsync();
        await StoredAsync(60);
        await Until.TrueAsync(async () => await gateway.MetricAsync("telephony_store_up") == 1, TimeSpan.FromSeconds(20), static () => "The gateway did not say that the store is back.");
        await gateway.HasNoCallAsync();
        // One line when it went, one when it came back, whatever was tried between.
        Assert.Equal(1, gateway.Process.Log.Split("could not be stored; they stay in the journal").Length - 1);
        Assert.Equal(1, gateway.Process.Log.Split("Changed numbers cannot be looked for").Length - 1);
    }

    [Fact]
    public async Task A_gateway_moves_from_SQLite_to_PostgreSQL_by_a_backup()
    {
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        GatewaySetup Setup() => new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{callerPort}"))
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{calleePort}"))
            .Route(@"^\+", "far.example");
        var file = _field.Work.File("gateway.backup");
        string before;
        await using (var old = await GatewayProcess.StartAsync(_field.Work, Setup()))
        {
            await using (var ends = new LoadEnds(old.Address, callerPort, calleePort)) await CallAsync(ends, 0);
            await Until.TrueAsync(() => GatewayRecords.Read(old, "+1425").Count == 20, TimeSpan.FromSeconds(20), static () => "The records did not reach the store.");
            before = await old.CommandAsync("calls");
            Assert.Contains("20 calls, 5 numbers", await old.CommandAsync("backup", file), StringComparison.Ordinal);
            var running = await Assert.ThrowsAsync<InvalidOperationException>(() => old.CommandAsync("restore", file, "--force"));
            Assert.Contains("Another gateway runs on the data directory", running.Message, StringComparison.Ordinal);
        }

        // Started once, it has made its own numbers: what is there goes only by force, and not while it runs.
        var next = await _field.GatewayAsync(Shared(Setup()));
        next.Drain();
        Assert.Equal(0, await next.Process.ExitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("not empty", (await Assert.ThrowsAsync<InvalidOperationException>(() => next.CommandAsync("restore", file))).Message, StringComparison.Ordinal);
        Assert.Contains("20 calls", await next.CommandAsync("restore", file, "--force"), StringComparison.Ordinal);
        await next.RunAsync();

        Assert.Equal(before, await next.CommandAsync("calls"));
    }

    [Fact]
    public async Task Without_its_server_a_gateway_does_not_start_and_says_what_to_change()
    {
        await _server.StopAsync();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _field.GatewayAsync(Shared(new GatewaySetup(), "Password=hunter2")));

        Assert.Contains("connection refused", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Telephony:Storage:ConnectionString", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    private static GatewaySetup Registering(int nearPort, Sipp carrier) => new GatewaySetup()
        .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
        .Trunk("carrier.example", trunk => trunk.With("transit", false).With("auth.registration", new JsonObject { ["registrar"] = carrier.Address, ["user"] = "72", ["password"] = "two" }));

    private static Task UpAsync(GatewayProcess gateway) => Until.TrueAsync(
        async () => await gateway.MetricAsync("telephony_registration_up") == 1, TimeSpan.FromSeconds(30), () => $"The gateway did not register. Log:\n{gateway.Process.Log}");

    /// <summary>The ports of the Contacts that the registrar has seen, in their order.</summary>
    private static IEnumerable<int> Registered(Sipp registrar) => registrar.Messages.Split('\n')
        .Where(static line => line.StartsWith("Contact:", StringComparison.Ordinal))
        .Select(static line => int.Parse(ContactPort().Match(line).Groups["port"].Value, CultureInfo.InvariantCulture))
        .Distinct();

    private static async Task CallAsync(LoadEnds ends, int firstIndex)
    {
        var calls = await ends.DialAsync(20, 50, 60_000, TimeSpan.FromSeconds(20), firstIndex);
        Assert.Equal(20, calls.Count(static call => call.Answered));
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(20));
    }

    private GatewaySetup Shared(GatewaySetup setup, string more = "") => setup.Setting("Storage__Provider", "Postgres").Setting("Storage__ConnectionString", _server.ConnectionString(_database, more));

    private Task StoredAsync(int ended) => Until.TrueAsync(
        async () =>
        {
            await using var connection = new NpgsqlConnection(_server.ConnectionString(_database, "Pooling=false"));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT count(*) FROM calls WHERE state = 2", connection);
            return await command.ExecuteScalarAsync() is long count && count == ended;
        },
        TimeSpan.FromSeconds(30), () => $"There are not {ended} ended calls in the store.");

    [GeneratedRegex(@"@127\.0\.0\.1:(?<port>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContactPort();
}
