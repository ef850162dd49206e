using System.Collections.Concurrent;
using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Interop.Carriers;
using Telephony.Interop.Storage;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>
/// The gateway is killed over and over in the middle of sends, against two carriers that count: the simulator, which can be asked what it took (its ledger is the count), and a message centre by SMPP,
/// which cannot. <c>TELEPHONY_KILLS=300 TELEPHONY_SEED=7</c> in the environment makes it long.
/// </summary>
public sealed class MessageKills
{
    private const string ToSimulator = "+12025550100";
    private const string ToCentre = "+12025550101";
    private const int Senders = 4;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly int Seed = KillStore.Setting("TELEPHONY_SEED", 20_261);

    [Theory]
    [InlineData(KillStore.Sqlite, 4)]
    [InlineData(KillStore.Postgres, 2)]
    public async Task Nothing_is_lost_nothing_comes_twice_and_each_doubt_is_shown(string store, int usualKills)
    {
        var kills = KillStore.Setting("TELEPHONY_KILLS", usualKills);
        await using var field = new Field();
        await using var centre = await SmppCentre.StartAloneAsync();
        var gateway = await field.GatewayAsync(await new GatewaySetup { LongestRun = TimeSpan.FromHours(1) }
            .Setting("Messaging__File", centre.MessagingFile($$""", "routes": [ { "prefix": "{{ToSimulator}}", "carriers": ["simulator"] }, { "prefix": "{{ToCentre}}", "carriers": ["centre"] } ]"""))
            .Setting("Api__RequestsPerSecond", "0").OnAsync(field, store));
        using var client = new MessageClient(gateway, (await gateway.ConnectionStringAsync()).Split("accesskey=")[1]);
        using var stop = new CancellationTokenSource();
        var (accepted, random) = (new ConcurrentDictionary<string, string>(), new Random(Seed));      // id to recipient
        var sending = Enumerable.Range(0, Senders).Select(number => SendAsync(client, number, accepted, stop.Token)).ToList();
        await centre.PostAsync("/hold", new { ms = 5 });       // a little in flight at any moment

        for (var kill = 0; kill < kills; kill++)
        {
            var before = accepted.Count;
            await Until.TrueAsync(() => accepted.Count >= before + Senders, Soon, () => $"Nothing is accepted any more: {gateway.Process.Log}");      // however slow the machine is
            await Task.Delay(random.Next(0, 400), TestContext.Current.CancellationToken);
            gateway.Kill();
            await gateway.RunAsync();
        }
        await stop.CancelAsync();
        await Task.WhenAll(sending);

        var states = new Dictionary<string, (string State, string Carrier)>();
        await Until.TrueAsync(async () =>
        {
            foreach (var id in accepted.Keys.Where(id => !states.TryGetValue(id, out var known) || known.State is "Queued" or "Sending")) states[id] = await client.StateAsync(id);
            return states.Values.All(static known => known.State is "Sent" or "Delivered" or "Unknown");      // a report may have died with the gateway: the centre does not repeat it
        }, Soon, () => $"Seed {Seed}: after {kills} kills there are still {string.Join(", ", states.Values.Where(static known => known.State is "Queued" or "Sending").GroupBy(static known => known).Select(static group => $"{group.Count()} {group.Key}"))}");

        var (askable, silent) = (states.Where(static pair => pair.Value.Carrier == "simulator").ToList(), states.Where(static pair => pair.Value.Carrier == "centre").ToList());
        Assert.True(askable.Count > kills && silent.Count > kills, $"Too little was sent: {askable.Count}, {silent.Count}.");

        // Who can be asked: each once, and no doubt.
        var taken = File.ReadLines(Path.Combine(gateway.DataFolder, "simulator-messages")).Select(static line => line.Split(' ')[0]).GroupBy(static id => id).ToDictionary(static group => group.Key, static group => group.Count());
        Assert.All(askable, message => Assert.Equal((true, 1), (message.Value.State is "Sent" or "Delivered", taken.GetValueOrDefault(message.Key))));

        // Who cannot: none twice; what is not there is shown as a doubt.
        var arrived = (await centre.TakenAsync()).GroupBy(static message => message.To).ToDictionary(static group => group.Key, static group => group.Count());
        Assert.All(silent, message => Assert.True(
            arrived.GetValueOrDefault(accepted[message.Key]) is var times && (times == 1 || (times == 0 && message.Value.State == "Unknown")), $"Seed {Seed}: {message} arrived {arrived.GetValueOrDefault(accepted[message.Key])} times."));
        TestContext.Current.TestOutputHelper?.WriteLine($"{store}: {kills} kills: {askable.Count} by the simulator, {silent.Count} by the centre, {silent.Count(static message => message.Value.State == "Unknown")} of them in doubt.");
    }

    private static async Task SendAsync(MessageClient client, int sender, ConcurrentDictionary<string, string> accepted, CancellationToken cancellation)
    {
        try
        {
            // The last two digits choose the far side's manner: 50 is a plain one.
            for (var number = sender; number < 90_000; number += Senders)
            {
                var to = string.Create(CultureInfo.InvariantCulture, $"+1425{number + 10_000:00000}50");
                accepted[await client.SendAsync(sender % 2 == 0 ? ToSimulator : ToCentre, to, Guid.NewGuid().ToString(), cancellation)] = to;
                await Task.Delay(5, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Enough. What was under way may have been accepted, and is nobody's to check.
        }
    }
}
