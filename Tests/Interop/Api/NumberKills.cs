using Telephony.Interop.Calls;
using Telephony.Interop.Storage;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>
/// Applications buy numbers by the official SDK, one purchase after the other, while the gateway is killed at moments that chance picks, and started again. The simulated carrier counts in a file of its own.
/// <c>TELEPHONY_KILLS=100 TELEPHONY_SEED=7</c> in the environment makes it long.
/// </summary>
public sealed class NumberKills
{
    private const int Buyers = 3;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly string[] Areas = ["425", "206", "212", "312", "415", "213", "512", "305"];

    [Theory]
    [InlineData(KillStore.Sqlite, 3)]
    [InlineData(KillStore.Postgres, 2)]
    public async Task Kills_in_the_middle_of_purchases_lose_nothing_and_buy_nothing_twice(string store, int usualKills)
    {
        var (kills, seed) = (KillStore.Setting("TELEPHONY_KILLS", usualKills), KillStore.Setting("TELEPHONY_SEED", 20_261_128));
        var chance = new Random(seed);
        await using var field = new Field();
        var gateway = await field.GatewayAsync(await new GatewaySetup { Https = true, LongestRun = TimeSpan.FromHours(1) }
            .Setting("Numbers__File", field.Work.Write("numbers.json", """{ "simulator": { "manner": "slow", "delaySeconds": 0.6 } }""")).OnAsync(field, store));
        var variables = new Dictionary<string, string> { ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync(), ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile, ["QUANTITY"] = "2" };
        var buyers = new List<ChildProcess>();
        for (var i = 0; i < Buyers; i++)
        {
            variables["AREAS"] = string.Join(',', Areas.Skip(i).Concat(Areas.Take(i)));
            buyers.Add(field.Owns(await NodeScript.StartAsync("numbers-buyer.mjs", [], variables, TimeSpan.FromHours(1), reads: true)));
        }
        foreach (var buyer in buyers) await buyer.SaysAsync("ordered", Soon);

        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(chance.Next(50, 1500), TestContext.Current.CancellationToken);      // the seeded moment
            gateway.Kill();
            await gateway.RunAsync();
        }
        foreach (var buyer in buyers)
        {
            Assert.False(buyer.HasExited, $"Seed {seed}: a buyer gave up.\n{buyer.Log}{gateway.Process.Log}");
            await buyer.TellAsync("stop");
        }
        foreach (var buyer in buyers) Assert.True(await buyer.ExitAsync(Soon) == 0, $"Seed {seed}: {buyer.Log}{gateway.Process.Log}");

        var told = buyers.SelectMany(static buyer => buyer.Log.Split('\n')).Where(static line => line.StartsWith("bought ", StringComparison.Ordinal)).Select(static line => line[7..].Trim()).ToList();
        var sold = (await File.ReadAllLinesAsync(Path.Combine(gateway.DataFolder, "simulator-numbers.log"), TestContext.Current.CancellationToken)).Select(static line => line.Split(' ')).ToList();
        var list = await gateway.CommandAsync("numbers", "list");
        Assert.All(sold, line => Assert.True(line[0] == "buy" && list.Contains(line[1], StringComparison.Ordinal), $"Seed {seed}: {string.Join(' ', line)} is not in the inventory."));
        Assert.Equal(sold.Count, sold.Select(static line => line[1]).Distinct().Count());
        Assert.Empty(told.Except(sold.Select(static line => line[1])));
        Assert.True(told.Count >= Buyers * 2, $"Seed {seed}: only {told.Count} numbers were bought.");
        Assert.Contains("There are no such orders.", await gateway.CommandAsync("numbers", "orders"), StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine($"{store}, seed {seed}: {kills} kills, {sold.Count} numbers sold, {told.Count} of them told to their buyers, each once.");
    }
}
