using System.Text.Json;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Flows;

/// <summary>Calls of a softphone that a web service steers by TwiML, and calls through a flow that is published while the gateway runs.</summary>
[Trait("Machine", "quiet")]
public sealed class FlowsOnCalls
{
    private const string Steered = "+14255550160";
    private const string Refused = "+14255550161";
    private const string Flow = "+14255550162";
    private const string Mailbox = "+14255550163";
    private const string Room = "+14255550164";
    private const string Second = "+14255550133";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_web_service_steers_a_call_and_a_published_flow_takes_the_next()
    {
        await using var field = new Field();
        var (port, mailPort) = (Ports.Take(), Ports.Take());
        var mails = field.Owns(await NodeScript.StartAsync("mail.mjs", [$"{mailPort}"]));
        await mails.SaysAsync("ready", Limit);
        field.Work.Folder("flows/queues");
        field.Work.Write("flows/queues/support.json", $$"""{ "name": "support", "agents": [{ "id": "anna", "address": "{{Second}}" }] }""");
        field.Work.Write("flows/mailbox.json", """
            { "format": 1, "name": "mailbox", "start": "leave", "onError": "end", "nodes": { "leave": { "type": "voicemail", "mailbox": "office", "notify": ["Office <office@example.com>"], "silence": "30s", "shortest": "1s", "exits": { "done": "end" } }, "end": { "type": "hangUp" } } }
            """);
        var phone = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 400 });
        var other = await field.BaresipAsync(new BaresipPhone { User = Second, ToneHertz = 700 });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From(phone.Address).At(phone.Address))
            .Trunk("far.example", trunk => trunk.From(other.Address).At(other.Address))
            .Route(@"^\" + Second + "$", "far.example")
            .Number(Steered, "twiml", $"http://127.0.0.1:{port}/voice fallback=http://127.0.0.1:{port}/fallback status=http://127.0.0.1:{port}/over")
            .Number(Room, "twiml", $"http://127.0.0.1:{port}/room")
            .Number(Refused, "twiml", $"http://127.0.0.1:{port}/busy status=http://127.0.0.1:{port}/over")
            .Number(Flow, "flow", "hello")
            .Number(Mailbox, "flow", "mailbox")
            .Setting("Flows__Folder", field.Work.Folder("flows"))
            .Setting("Mail__Server", $"127.0.0.1:{mailPort}")
            .Setting("Mail__Security", "none")
            .Setting("Mail__From", "Voicemail <voicemail@example.com>")
            .Setting("Prompts__PrivateNetworks__0", "127.0.0.0/8")
            .Setting("Flows__PrivateNetworks__0", "127.0.0.0/8"));
        var key = (await gateway.ConnectionStringAsync()).Split("accesskey=")[1];
        var application = field.Owns(await NodeScript.StartAsync("twiml.mjs", [$"{port}", Second], new Dictionary<string, string> { ["TOKEN"] = key }));
        await application.SaysAsync("ready", Limit);

        var speech = field.Work.File("speech.wav");
        new WaveFile([.. await SpokenWords.ByFliteAsync(field.Work, "I want to speak to somebody."), .. new short[2 * 8000], .. Tone.Samples(400, TimeSpan.FromSeconds(100), 8000)], 8000).Write(speech);
        await SteeredAsync(gateway, application, new Caller(phone, "The caller", () => gateway.Process.Log), new Caller(other, "The other one", () => gateway.Process.Log), Silence(field), speech);
        await RefusedAsync(gateway, application, phone);
        await VoicemailAsync(gateway, mails, phone);
        var call = await PublishedAsync(field, gateway, phone, port);
        Assert.DoesNotContain("BAD ", application.Log, StringComparison.Ordinal);
        await FiguresAsync(gateway, call);

        await phone.QuitAsync();
        foreach (var (hertz, atLeast) in new[] { (1000, 1.5), (700, 0.5), (1500, 1.5), (600, 1.5), (900, 1.5) })
        {
            Assert.Contains(phone.Recordings, sound => ToneCheck.Of(sound, hertz).Heard.TotalSeconds >= atLeast);
        }
        Assert.Empty(gateway.Complaints);
    }

    private static string Silence(Field field)
    {
        var file = field.Work.File("silence.wav");
        new WaveFile(new short[100 * 8000], 8000).Write(file);
        return file;
    }

    private static async Task SteeredAsync(GatewayProcess gateway, ChildProcess application, Caller caller, Caller colleague, string silence, string speech)
    {
        var (phone, other) = (caller.Phone, colleague.Phone);
        await phone.Control.DialAsync($"sip:{Steered}@{gateway.Address}");
        await TookAsync(application, "/asked");      // the tone is over
        await phone.Control.PressAsync('5');
        var pressed = await TookAsync(application, "/key");
        Assert.Equal(("5", "voice", "in-progress"), (Text(pressed, "Digits"), Text(pressed, "from"), Text(pressed, "CallStatus")));
        var recorded = await TookAsync(application, "/recorded");
        Assert.Equal(34, Text(recorded, "RecordingSid").Length);
        Assert.Equal("2", Text(recorded, "RecordingDuration"));
        var told = await TookAsync(application, "/recording");
        Assert.Equal(("completed", Text(recorded, "RecordingUrl"), "7"), (Text(told, "RecordingStatus"), Text(told, "RecordingUrl"), Text(told, "of")));
        await application.SaysAsync("SOUND RIFF", Limit);
        await Until.TrueAsync(async () => await gateway.CallsAsync() == 2, Limit, () => application.Log);
        await caller.HearsAsync(700, s_second);
        await colleague.HearsAsync(400, s_second);
        await other.Control.HangUpAsync();
        var dialled = await TookAsync(application, "/dialled");
        Assert.Equal("completed", Text(dialled, "DialCallStatus"));
        Assert.InRange(int.Parse(Text(dialled, "DialCallDuration")), 1, 30);
        await Until.TrueAsync(() => All(application, "/progress").Count == 3, Limit, () => application.Log);
        Assert.Equal(["initiated", "in-progress", "completed"], All(application, "/progress").Select(static one => Text(one, "CallStatus")));
        Assert.All(All(application, "/progress"), one => Assert.Equal((Text(pressed, "CallSid"), Second), (Text(one, "ParentCallSid"), Text(one, "To"))));
        var failed = await TookAsync(application, "/fallback");
        Assert.Equal(("11200", true), (Text(failed, "ErrorCode"), Text(failed, "ErrorUrl").EndsWith("/broken?why=none", StringComparison.Ordinal)));
        await phone.Control.SpeakAsync(silence);
        await caller.HearsAsync("How may I help you?");
        await phone.Control.SpeakAsync(speech);
        Assert.Contains("somebody", Text(await TookAsync(application, "/said"), "SpeechResult"), StringComparison.Ordinal);
        Assert.Equal("1", Text(await TookAsync(application, "/wait"), "QueuePosition"));
        await caller.HearsAsync(700, s_second);   // the agent of the queue
        await other.Control.HangUpAsync();
        Assert.Equal("bridged", Text(await TookAsync(application, "/queued"), "QueueResult"));
        await other.Control.DialAsync($"sip:{Room}@{gateway.Address}");
        await caller.HearsAsync(700, s_second);
        await colleague.HearsAsync(400, s_second);
        await other.Control.HangUpAsync();   // the conference ends with him
        Assert.Equal("completed", Text(await TookAsync(application, "/met"), "DialCallStatus"));
        var over = await TookAsync(application, "/over");
        Assert.Equal(("completed", Text(pressed, "CallSid")), (Text(over, "CallStatus"), Text(over, "CallSid")));
        Assert.InRange(int.Parse(Text(over, "CallDuration")), 10, 120);
        await gateway.HasNoCallAsync();
    }

    private static async Task RefusedAsync(GatewayProcess gateway, ChildProcess application, Baresip phone)
    {
        await phone.Control.DialAsync($"sip:{Refused}@{gateway.Address}");
        Assert.Equal("ringing", Text(await TookAsync(application, "/busy"), "CallStatus"));
        await Until.TrueAsync(() => Task.FromResult(application.Log.Split('\n').Count(static line => line.StartsWith("TOOK /over", StringComparison.Ordinal)) == 2), Limit, () => application.Log);
        Assert.Contains("\"CallStatus\":\"busy\"", application.Log, StringComparison.Ordinal);
        await gateway.HasNoCallAsync();
    }

    /// <summary>A caller who just hangs up has left a message.</summary>
    private static async Task VoicemailAsync(GatewayProcess gateway, ChildProcess mails, Baresip phone)
    {
        var recording = new FlowRecording(gateway).Begins();
        await phone.Control.DialAsync($"sip:{Mailbox}@{gateway.Address}");
        await recording.HasAsync(seconds: 2);
        await phone.Control.HangUpAsync();
        await mails.SaysAsync("MAIL ", Limit);
        var mail = JsonDocument.Parse(mails.Log.Split('\n').First(static line => line.StartsWith("MAIL ", StringComparison.Ordinal))[5..]).RootElement;
        Assert.Contains("office@example.com", Text(mail, "to"), StringComparison.Ordinal);
        Assert.StartsWith("Voicemail from ", Text(mail, "subject"), StringComparison.Ordinal);
        var sound = Assert.Single(mail.GetProperty("sounds").EnumerateArray());
        Assert.Equal(("audio/wav", "RIFF"), (Text(sound, "type"), Text(sound, "begins")));
        Assert.InRange(sound.GetProperty("bytes").GetInt32(), 64_000, 400_000);
        Assert.Contains("There are none", await gateway.CommandAsync("flow", "mails"), StringComparison.Ordinal);
    }

    /// <summary>The flow is published twice while the gateway runs: each call hears the version that it began with.</summary>
    private static async Task<string> PublishedAsync(Field field, GatewayProcess gateway, Baresip phone, int port)
    {
        foreach (var hertz in new[] { 600, 900 })
        {
            var said = await gateway.CommandAsync("flow", "publish", field.Work.Write($"hello-{hertz}.json", $$"""
                { "format": 1, "name": "hello", "start": "tone", "onError": "end", "nodes": { "tone": { "type": "play", "file": "http://127.0.0.1:{{port}}/{{hertz}}.wav", "exits": { "done": "end" } }, "end": { "type": "hangUp" } } }
                """), "--note", $"{hertz} Hz");
            Assert.Contains($"version {(hertz == 600 ? 1 : 2)} is in force", said, StringComparison.Ordinal);
            // The gateway looks every two seconds.
            await Until.TrueAsync(() => Task.FromResult(gateway.Process.Log.Split('\n').Count(static line => line.Contains("call flows are published in the store", StringComparison.Ordinal)) >= (hertz == 600 ? 1 : 2)), Limit, () => gateway.Process.Log);
            await phone.Control.DialAsync($"sip:{Flow}@{gateway.Address}");
            await Until.TrueAsync(() => Task.FromResult(gateway.Process.Log.Contains($"hello@{(hertz == 600 ? 1 : 2)}", StringComparison.Ordinal)), Limit, () => gateway.Process.Log);
            await gateway.HasNoCallAsync();
        }
        Assert.Contains("nodes.tone.file", await gateway.CommandAsync("flow", "diff", "hello@1", "hello@2"), StringComparison.Ordinal);
        return gateway.Process.Log.Split('\n').First(static line => line.Contains("hello@2", StringComparison.Ordinal)).Split("Call ")[1].Split(' ')[0];
    }

    private static async Task FiguresAsync(GatewayProcess gateway, string call)
    {
        // A batch is on its way for a second.
        var figures = "";
        await Until.TrueAsync(async () => (figures = await gateway.CommandAsync("flow", "figures", "hello", "--until", "2100-01-01", "--from", "2020-01-01")).Contains("tone", StringComparison.Ordinal) && figures.Contains("done 2", StringComparison.Ordinal), Limit, () => figures);
        var text = await gateway.CommandAsync("call", call);
        Assert.Contains("hello@2", text, StringComparison.Ordinal);
        Assert.Contains("left done", text, StringComparison.Ordinal);
    }

    private static List<JsonElement> All(ChildProcess application, string path) =>
        [.. application.Log.Split('\n').Where(line => line.Contains($"TOOK {path} ", StringComparison.Ordinal)).Select(static line => JsonDocument.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]).RootElement)];

    private static async Task<JsonElement> TookAsync(ChildProcess application, string path)
    {
        string? line = null;
        await Until.TrueAsync(() => Task.FromResult((line = application.Log.Split('\n').LastOrDefault(line => line.Contains($"TOOK {path} ", StringComparison.Ordinal))) is not null), Limit, () => $"{path} was not asked:\n{application.Log}");
        return JsonDocument.Parse(line![(line!.IndexOf('{', StringComparison.Ordinal))..]).RootElement;      // just found
    }

    private static string Text(JsonElement fields, string name) => fields.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
