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
        await SettlesAsync(gateway, file, number);
    }

    /// <summary>A number that the carrier will not take back: nobody goes on with it but a person, who says what was found out.</summary>
    private static async Task SettlesAsync(GatewayProcess gateway, string file, string number)
    {
        await File.WriteAllTextAsync(file, """{ "destination": "echo", "simulator": { "manner": "refuse" } }""", TestContext.Current.CancellationToken);
        gateway.Kill();
        await gateway.RunAsync();
        var (code, log) = await NodeScript.RunAsync("numbers-release.mjs", gateway, "default", ("NUMBER", number), ("EXPECT", "ReleaseFailed"));
        Assert.True(code == 0, log);
        var order = Line(await gateway.CommandAsync("numbers", "orders"), number);
        Assert.Contains(" Unknown ", order, StringComparison.Ordinal);

        var differ = await Assert.ThrowsAsync<InvalidOperationException>(() => gateway.CommandAsync("numbers", "reconcile"));
        Assert.Contains("the list says: not-released", differ.Message, StringComparison.Ordinal);
        Assert.Contains("released", await gateway.CommandAsync("numbers", "settle", order.Split(' ')[0], "released"), StringComparison.Ordinal);

        Assert.DoesNotContain(number, await gateway.CommandAsync("numbers", "list"), StringComparison.Ordinal);
        Assert.Contains("Quarantine", Line(await gateway.CommandAsync("numbers", "held"), number), StringComparison.Ordinal);
    }

    private static string Word(string log, string before) => log.Split('\n').First(line => line.StartsWith(before, StringComparison.Ordinal))[before.Length..].Trim();

    private static string Line(string text, string with) => text.Split('\n').First(line => line.Contains(with, StringComparison.Ordinal));
}
