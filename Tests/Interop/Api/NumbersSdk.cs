using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The official phone numbers SDK against the gateway with its simulated carrier, which remembers in a file of its own what it sold.</summary>
public sealed class NumbersSdk
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>More by TELEPHONY_KILLS; each costs a start of the gateway.</summary>
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("TELEPHONY_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 4;

    [Fact]
    public async Task Every_method_does_what_the_service_does()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true });

        var (code, log) = await NodeScript.RunAsync("numbers.mjs", gateway);

        Assert.True(code == 0, log + gateway.Process.Log);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_bought_number_is_called_without_a_restart()
    {
        await using var field = new Field();
        var port = Ports.Take();
        var file = field.Work.Write("numbers.json", """{ "destination": "echo", "simulator": {} }""");
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }.Trunk("near.example", trunk => trunk.From($"127.0.0.1:{port}")).Setting("Numbers__File", file));

        var (code, log) = await NodeScript.RunAsync("numbers-buy.mjs", gateway);
        Assert.True(code == 0, log);
        var number = Word(log, "bought ");
        await (await field.SippAsync(new SippRun("uac") { Port = port, Remote = gateway.Address, Called = number, Pause = TimeSpan.FromMilliseconds(200) })).SucceedsAsync();

        Assert.Contains("simulator since", Line(await gateway.CommandAsync("numbers", "list"), number), StringComparison.Ordinal);
        Assert.Contains("Cost a month: 1.00 USD", await gateway.CommandAsync("numbers", "list"), StringComparison.Ordinal);
        Assert.Contains("\"Front desk\" of Contoso", await gateway.CommandAsync("numbers", "set", number, "--label", "Front desk", "--owner", "Contoso"), StringComparison.Ordinal);
        await Until.TrueAsync(async () => (await gateway.CommandAsync("numbers", "usage")).Contains(number, StringComparison.Ordinal), Soon, static () => "The call is not counted.");
        await Field.EndsCleanAsync(gateway);
    }

    /// <summary>The client of an application goes on asking while the gateway is killed and comes back, again and again, in the middle of its purchase.</summary>
    [Fact]
    public async Task Kills_in_the_middle_of_purchases_lose_nothing_and_buy_nothing_twice()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }.Setting("Numbers__File", field.Work.Write("numbers.json", """{ "simulator": { "manner": "slow", "delaySeconds": 1 } }""")));
        var random = new Random(20261128);
        var variables = new Dictionary<string, string> { ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync(), ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile, ["QUANTITY"] = "3" };
        var areas = new[] { "425", "206", "212", "312", "415", "213", "512", "305" };

        for (var i = 0; i < s_kills; i++)
        {
            variables["AREA"] = areas[i % areas.Length];
            await using var buyer = await NodeScript.StartAsync("numbers-buy.mjs", [], variables);
            await buyer.SaysAsync("ordered", Soon);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 2500)), TestContext.Current.CancellationToken);      // the seeded moment of the kill
            gateway.Kill();
            await gateway.Process.ExitAsync(Soon);
            await gateway.RunAsync();
            Assert.True(await buyer.ExitAsync(TimeSpan.FromSeconds(60)) == 0, buyer.Log + gateway.Process.Log);
        }

        var sold = (await File.ReadAllLinesAsync(Path.Combine(gateway.DataFolder, "simulator-numbers.log"), TestContext.Current.CancellationToken)).Select(static line => line.Split(' ')).ToList();
        Assert.All(sold, static line => Assert.Equal("buy", line[0]));
        Assert.Equal(3 * s_kills, sold.Select(static line => line[1]).Distinct().Count());
        Assert.Equal(3 * s_kills, sold.Count);
        var list = await gateway.CommandAsync("numbers", "list");
        Assert.All(sold, line => Assert.Contains(line[1], list, StringComparison.Ordinal));
        Assert.Contains("There are no such orders.", await gateway.CommandAsync("numbers", "orders"), StringComparison.Ordinal);
        Assert.Contains("All numbers are free.", await gateway.CommandAsync("numbers", "held"), StringComparison.Ordinal);
    }

    private static string Word(string log, string before) => log.Split('\n').First(line => line.StartsWith(before, StringComparison.Ordinal))[before.Length..].Trim();

    private static string Line(string text, string with) => text.Split('\n').First(line => line.Contains(with, StringComparison.Ordinal));
}
