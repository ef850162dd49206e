using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Interop.Flows;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The official call automation SDK as an application around which everything goes wrong, and as one that listens to people and machines. One gateway for both.</summary>
[Trait("Machine", "quiet")]
public sealed class CallAutomationTrials(CallAutomationTrials.Office office) : IClassFixture<CallAutomationTrials.Office>
{
    [Fact]
    public async Task What_goes_wrong_has_its_event_and_leaves_nothing()
    {
        var (gateway, caller) = (office.Gateway, office.Caller);
        var port = Ports.Take();
        await using var application = await office.StartAsync("faults.mjs", port);
        await gateway.CommandAsync("events", "subscriptions", "add", "calls", $"http://127.0.0.1:{port}/events", "--type", "Microsoft.Communication.IncomingCall", "--type", "Microsoft.Communication.RecordingFileStatusUpdated");
        Holdings? before = null;
        await ServeAsync(application, async what =>
        {
            switch (what)
            {
                case "dial":
                    caller.Control.Forget();
                    await caller.Control.DialAsync($"sip:{Office.Ours}@{gateway.Address}");
                    break;
                case "hangup":
                    await caller.Control.HangUpAsync();
                    await caller.Control.ClosedAsync();
                    break;
                case "nocall":
                    await gateway.HasNoCallAsync();
                    break;
                default:
                    before = await Holdings.OfAsync(gateway, office.Temporary);
                    break;
            }
        });
        Assert.NotNull(before);
        await Holdings.ComeBackAsync(gateway, office.Temporary, before);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task People_are_understood_and_machines_are_told_from_them()
    {
        await using var application = await office.StartAsync("voices.mjs", Ports.Take());
        await ServeAsync(application, what => office.Speaker.Control.SpeakAsync(office.Said[what["speak ".Length..]]));
        await office.Machine.QuitAsync();
        Assert.Contains(office.Machine.Recordings, static sound => ToneCheck.Of(sound, 1500) is { Heard.TotalSeconds: >= 0.9 });   // the message behind the beep
        await Field.EndsCleanAsync(office.Gateway);
    }

    /// <summary>Does what the application asks for, one thing after the other, and says when it is done; until the application has ended well.</summary>
    private static async Task ServeAsync(ChildProcess application, Func<string, Task> act)
    {
        var done = 0;
        while (!application.HasExited)
        {
            foreach (var line in application.Log.Split('\n').Where(static line => line.StartsWith('@')).Skip(done).ToList())
            {
                await act(line[1..].Trim());
                done++;
                await application.TellAsync("done");
            }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.True(await application.ExitAsync(TimeSpan.FromSeconds(5)) == 0, application.Log);
    }

    /// <summary>A gateway with a caller, a speaker, an answering machine, a person who answers, SIPp that talks, and SIPp that rings.</summary>
    public sealed class Office : IAsyncLifetime
    {
        public const string Ours = "+14255550150";
        private const int Rate = 8000;
        private const string Greeting = "Hello. You have reached the office of Mary Jones. Nobody can take your call right now. Please leave a message after the tone.";

        public Field Field { get; } = new();

        public GatewayProcess Gateway { get; private set; } = null!;   // set before any test

        public Baresip Caller { get; private set; } = null!;   // set before any test

        /// <summary>Says nothing until it is asked to.</summary>
        public Baresip Speaker { get; private set; } = null!;   // set before any test

        public Baresip Machine { get; private set; } = null!;   // set before any test

        /// <summary>Words, and the file of them.</summary>
        public Dictionary<string, string> Said { get; } = [];

        /// <summary>Where the gateway has its temporary files.</summary>
        public string Temporary { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Temporary = Field.Work.Folder("temporary");
            foreach (var words in (string[])["sales department", "yes", "no", "technical support", "banana", "I want to speak to somebody"]) Said[words] = Sound(await SpokenWords.ByFliteAsync(Field.Work, words));
            Caller = await Field.BaresipAsync(new BaresipPhone { User = "+14255550123" });
            Speaker = await Field.BaresipAsync(new BaresipPhone { User = "+14255550153", Microphone = Sound([]) });
            Machine = await Field.BaresipAsync(new BaresipPhone { User = "+14255550163", Microphone = Sound([.. await SpokenWords.ByEspeakAsync(Field.Work, Greeting), .. new short[Rate / 2], .. Tone.Samples(1000, TimeSpan.FromSeconds(0.4), Rate)]) });
            var person = await Field.BaresipAsync(new BaresipPhone { User = "+14255550173", Microphone = Sound(await SpokenWords.ByEspeakAsync(Field.Work, "Hello?")) });
            var steady = await Field.SippAsync(new SippRun("uas") { Calls = 0, Limit = TimeSpan.FromMinutes(5) });
            var ringing = await Field.SippAsync(new SippRun("uas-rings") { Calls = 0, Limit = TimeSpan.FromMinutes(5) });
            var setup = new GatewaySetup { Https = true, V6 = false }
                .Number(Ours, "app", "sales")
                .Setting("Calls__RingTimeoutSeconds", "4")
                .Setting("Prompts__PrivateNetworks__0", "127.0.0.0/8")
                .Variable("TMPDIR", Temporary);
            foreach (var (name, number, address) in ((string, string, string)[])[("caller", "+14255550123", Caller.Address), ("steady", "+14255550133", steady.Address), ("ringing", "+14255550143", ringing.Address), ("speaker", "+14255550153", Speaker.Address), ("machine", "+14255550163", Machine.Address), ("person", "+14255550173", person.Address)])
                setup.Trunk(name + ".example", trunk => trunk.At(address).With("transfer.refer", "reinvite")).Route($@"^\{number}$", name + ".example");
            Gateway = await Field.GatewayAsync(setup);
        }

        public async Task<ChildProcess> StartAsync(string script, int port) => await NodeScript.StartAsync(script, [], new Dictionary<string, string>
        {
            ["CONNECTION_STRING"] = await Gateway.ConnectionStringAsync(), ["NODE_EXTRA_CA_CERTS"] = Gateway.AuthorityFile,
            ["APP_PORT"] = port.ToString(CultureInfo.InvariantCulture), ["LATE_PORT"] = Ports.Take().ToString(CultureInfo.InvariantCulture),
        }, reads: true);

        public async ValueTask DisposeAsync() => await Field.DisposeAsync();

        /// <summary>A microphone's file: half a second of silence, the sound, and silence for as long as any call.</summary>
        private string Sound(short[] sound)
        {
            var file = Field.Work.File($"{Guid.NewGuid():N}.wav");
            new WaveFile([.. new short[Rate / 2], .. sound, .. new short[110 * Rate]], Rate).Write(file);
            return file;
        }
    }
}
