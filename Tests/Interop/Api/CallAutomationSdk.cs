using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The official call automation SDK as an application that calls, is called by, and steers two baresip phones, and SIPp.</summary>
[Trait("Machine", "quiet")]
public sealed class CallAutomationSdk
{
    private const string Ours = "+14255550150";
    private const string Flow = "+14255550151";
    private const string First = "+14255550123";
    private const string Second = "+14255550133";
    private const string Third = "+14255550143";
    private const string Fourth = "+14255550153";
    private const string Fifth = "+14255550163";
    private const string Sixth = "+14255550173";

    [Fact]
    public async Task An_application_drives_phones_through_every_operation()
    {
        await using var field = new Field();
        var first = await field.BaresipAsync(new BaresipPhone { User = First, ToneHertz = 1000 });
        var second = await field.BaresipAsync(new BaresipPhone { User = Second, ToneHertz = 700 });
        var third = await field.SippAsync(new SippRun("uas") { Calls = 2, Limit = TimeSpan.FromMinutes(3) });
        var fourth = await field.SippAsync(new SippRun("uas-refer") { Pause = TimeSpan.FromMilliseconds(300), Limit = TimeSpan.FromMinutes(3) });
        var fifth = await field.BaresipAsync(new BaresipPhone { User = Fifth, ToneHertz = 1300 });
        var sixth = await field.SippAsync(new SippRun("uas-rings") { Limit = TimeSpan.FromMinutes(3) });
        var port = Ports.Take();
        field.Work.Folder("flows");
        field.Work.Write("flows/handed.json", $$"""
            { "format": 1, "name": "handed", "start": "over", "onError": "end", "variables": { "solved": { "type": "text" } }, "nodes": {
              "over": { "type": "handOver", "app": "assistant", "data": { "topic": "'bill'" }, "save": { "solved": "returned.solved" }, "exits": { "done": "tell", "failed": "end" } },
              "tell": { "type": "http", "method": "POST", "url": "http://127.0.0.1:{{port}}/flow", "json": { "solved": "solved" }, "exits": { "done": "end", "failed": "end" } },
              "end": { "type": "hangUp" } } }
            """);
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }
            .Trunk("first.example", trunk => trunk.At(first.Address).With("transfer.refer", "reinvite"))
            .Trunk("second.example", trunk => trunk.At(second.Address))
            .Trunk("third.example", trunk => trunk.At(third.Address))
            .Trunk("fourth.example", trunk => trunk.At(fourth.Address))
            .Trunk("fifth.example", trunk => trunk.At(fifth.Address))
            .Trunk("sixth.example", trunk => trunk.At(sixth.Address))
            .Route(@"^\" + Fifth + "$", "fifth.example")
            .Route(@"^\" + Sixth + "$", "sixth.example")
            .Route(@"^\" + Third + "$", "third.example")
            .Route(@"^\" + Fourth + "$", "fourth.example")
            .Route(@"^\" + First + "$", "first.example")
            .Route(@"^\" + Second + "$", "second.example")
            .Number(Ours, "app", "sales")
            .Number(Flow, "flow", "handed")
            .Setting("Flows__Folder", field.Work.Folder("flows"))
            .Setting("Flows__PrivateNetworks__0", "127.0.0.0/8")
            .Setting("Prompts__PrivateNetworks__0", "127.0.0.0/8"));
        var log = await RunAsync(gateway, port, first);

        Assert.DoesNotContain("FAILED", log, StringComparison.Ordinal);
        await third.SucceedsAsync();   // its messages are in the file then
        await fourth.SucceedsAsync();
        Assert.Contains("INVITE sip:alice@third.example SIP/2.0", third.Messages, StringComparison.Ordinal);
        Assert.Contains("User-To-User: 00a1", third.Messages, StringComparison.Ordinal);
        Assert.Contains("X-MS-Custom-case: 4711", third.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("ticket", third.Messages, StringComparison.Ordinal);   // phones are no users
        Assert.Contains("?User-To-User=00a1>", fourth.Messages, StringComparison.Ordinal);
        await sixth.SucceedsAsync();
        // What the phones' own recordings hold: each of three the two others, and the first one the file of 1500 Hz.
        foreach (var (phone, one, other) in new[] { (first, 700, 1300), (second, 1000, 1300), (fifth, 1000, 700) })
        {
            await phone.QuitAsync();
            Assert.Contains(phone.Recordings, sound => ToneCheck.Together(sound, one, other) >= TimeSpan.FromSeconds(2));
        }
        Assert.Contains(first.Recordings, static sound => ToneCheck.Of(sound, 1500) is { Heard.TotalSeconds: >= 1.5 });
        await Field.EndsCleanAsync(gateway);
    }

    /// <summary>Runs the application, and does with the phone what it asks for.</summary>
    private static async Task<string> RunAsync(GatewayProcess gateway, int port, Baresip phone)
    {
        var variables = new Dictionary<string, string>
        {
            ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync("default"),
            ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile,
            ["APP_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        };
        await using var application = await NodeScript.StartAsync("calls.mjs", [], variables);
        var done = 0;
        while (!application.HasExited)
        {
            var asked = application.Log.Split('\n').Where(static line => line.StartsWith('@')).Skip(done).ToList();
            foreach (var line in asked)
            {
                await DoAsync(phone, gateway, port, line[1..].Trim());
                done++;
            }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.True(await application.ExitAsync(TimeSpan.FromSeconds(5)) == 0, application.Log);
        return application.Log;
    }

    private static async Task DoAsync(Baresip phone, GatewayProcess gateway, int port, string what)
    {
        switch (what.Split(' '))
        {
            case ["listening"]:
                await gateway.CommandAsync("events", "subscriptions", "add", "calls", $"http://127.0.0.1:{port}/events", "--type", "Microsoft.Communication.IncomingCall", "--type", "Microsoft.Communication.RecordingFileStatusUpdated");
                break;
            case ["press", var keys]:
                foreach (var key in keys) await phone.Control.PressAsync(key);
                break;
            case ["dial", .. var number]:
                await phone.Control.DialAsync($"sip:{(number is [var other] ? other : Ours)}@{gateway.Address}");
                break;
            case ["hangup"]:
                await phone.Control.HangUpAsync();
                break;
            default:
                break;
        }
    }
}
