using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Peers;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>Sound and words of real phones on WebSockets of applications (ws), which the official SDK reads; and what they say, in the ears of the phones.</summary>
[Trait("Machine", "quiet")]
public sealed class CallStreamsSdk
{
    private const string Ours = "+14255550150";
    private const string First = "+14255550123";
    private const string Second = "+14255550133";

    [Fact]
    public async Task An_application_hears_the_phones_and_is_heard()
    {
        await using var field = new Field();
        var first = await field.BaresipAsync(new BaresipPhone { User = First, ToneHertz = 1000 });
        var speech = await SpeechAsync(field.Work, "I want to speak to somebody.");
        var second = await field.BaresipAsync(new BaresipPhone { User = Second, ToneHertz = 0 });   // silent until it is asked to speak
        var gateway = await GatewayAsync(field, first, second);
        var port = Ports.Take();
        await using var application = await NodeScript.StartAsync("streams.mjs", [], await VariablesAsync(gateway, ("APP_PORT", port.ToString(CultureInfo.InvariantCulture))));
        await ServeAsync(application, first, second, speech);
        Assert.True(await application.ExitAsync(TimeSpan.FromSeconds(5)) == 0, application.Log);

        await first.QuitAsync();
        // What the phone's own recordings hold: all of the first sound, and of the second only what was heard before it was taken back.
        Assert.Contains(first.Recordings, static sound => ToneCheck.Of(sound, 1500) is { Heard.TotalSeconds: >= 1.8 and <= 2.2, LongestGap.TotalMilliseconds: <= 40 });
        Assert.Contains(first.Recordings, static sound => ToneCheck.Of(sound, 1800) is { Heard.TotalSeconds: >= 0.8 and <= 2.5 });
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_caller_talks_to_a_model_over_the_sample_of_the_documents()
    {
        await using var field = new Field();
        var caller = await field.BaresipAsync(new BaresipPhone { User = First, ToneHertz = 1000 });
        var gateway = await GatewayAsync(field, caller);
        var (port, modelPort) = (Ports.Take(), Ports.Take());
        await using var model = await NodeScript.StartAsync("realtime-model.mjs", [], new Dictionary<string, string> { ["MODEL_PORT"] = modelPort.ToString(CultureInfo.InvariantCulture) });
        await model.SaysAsync("ready", TimeSpan.FromSeconds(10));
        // Packages are found beside the other scripts: modules look for them from where they lie.
        var bridge = Path.Combine(field.Work.Folder("bridge"), "bridge.mjs");
        File.Copy(Path.Combine(Repository.Root, "docs", "speech-to-speech", "bridge.mjs"), bridge);
        Directory.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(bridge)!, "node_modules"), Path.Combine(Repository.Root, "Tests", "Interop", "Node", "node_modules"));
        await using var sample = await NodeScript.StartAsync(bridge, [], await VariablesAsync(
            gateway, ("HERE", $"http://127.0.0.1:{port}"), ("MODEL_URL", $"ws://127.0.0.1:{modelPort}/v1/realtime?model=stand-in"), ("MODEL_KEY", "model-key")));
        await sample.SaysAsync("ready", TimeSpan.FromSeconds(10));
        await gateway.CommandAsync("events", "subscriptions", "add", "calls", $"http://127.0.0.1:{port}/events", "--type", "Microsoft.Communication.IncomingCall");
        await gateway.Process.SaysAsync("agreed to be sent events", TimeSpan.FromSeconds(20));   // what happens before is not told

        await caller.Control.DialAsync($"sip:{Ours}@{gateway.Address}");
        await model.SaysAsync("heard", TimeSpan.FromSeconds(20));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);   // the answer is listened to
        await caller.Control.HangUpAsync();
        await model.SaysAsync("closed", TimeSpan.FromSeconds(10));

        await caller.QuitAsync();
        Assert.Contains(caller.Recordings, static sound => ToneCheck.Of(sound, 1500) is { Heard.TotalSeconds: >= 1.5 and <= 6 });   // the greeting, until the caller was heard
        Assert.Contains(caller.Recordings, static sound => ToneCheck.Of(sound, 600) is { Heard.TotalSeconds: >= 1 });
        await Field.EndsCleanAsync(gateway);
    }

    private static Task<GatewayProcess> GatewayAsync(Field field, Baresip first, Baresip? second = null)
    {
        var setup = new GatewaySetup { Https = true }.Number(Ours, "app", "sales").Trunk("first.example", trunk => trunk.At(first.Address)).Route(@"^\" + First + "$", "first.example");
        if (second is not null) setup.Trunk("second.example", trunk => trunk.At(second.Address)).Route(@"^\" + Second + "$", "second.example");
        return field.GatewayAsync(setup);
    }

    private static async Task<Dictionary<string, string>> VariablesAsync(GatewayProcess gateway, params (string Name, string Value)[] more)
    {
        var variables = new Dictionary<string, string> { ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync("default"), ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile };
        foreach (var (name, value) in more) variables[name] = value;
        return variables;
    }

    /// <summary>Does with the phones what the application asks for, until it ends.</summary>
    private static async Task ServeAsync(ChildProcess application, Baresip keys, Baresip voice, string speech)
    {
        var done = 0;
        while (!application.HasExited)
        {
            foreach (var line in application.Log.Split('\n').Where(static line => line.StartsWith('@')).Skip(done).ToList())
            {
                if (line.StartsWith("@press ", StringComparison.Ordinal)) foreach (var key in line["@press ".Length..].Trim()) await keys.Control.PressAsync(key);
                else if (line.StartsWith("@speak", StringComparison.Ordinal)) await voice.Control.SpeakAsync(speech);
                done++;
            }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The sentence over and over, with pauses, by a voice of flite that pocketsphinx understands.</summary>
    private static async Task<string> SpeechAsync(WorkFolder work, string words)
    {
        var folder = work.Folder("speech");
        var (once, all) = (Path.Combine(folder, "once.wav"), Path.Combine(folder, "all.wav"));
        await using (var flite = await ChildProcess.StartAsync("flite", "flite", ["-voice", "rms", "-t", words, "-o", once], folder, TimeSpan.FromSeconds(20))) await flite.ExitAsync(TimeSpan.FromSeconds(20));
        await using (var sox = await ChildProcess.StartAsync("sox", "sox", [once, "-r", "8000", all, "pad", "1", "1.5", "repeat", "30"], folder, TimeSpan.FromSeconds(20))) await sox.ExitAsync(TimeSpan.FromSeconds(20));
        return all;
    }
}
