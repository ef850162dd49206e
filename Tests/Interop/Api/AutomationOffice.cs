using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Interop.Flows;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>A gateway with a caller, a speaker, an answering machine, a person who answers, SIPp that talks and SIPp that rings; and two applications, <c>faults.mjs</c> and <c>voices.mjs</c>, which run side by side.</summary>
public sealed class AutomationOffice : IAsyncLifetime
{
    private const int Rate = 8000;
    private const string Ours = "+14255550150";
    private const string Greeting = "Hello. You have reached the office of Mary Jones. Nobody can take your call right now. Please leave a message after the tone.";

    private readonly Dictionary<string, string> _said = [];
    private readonly TaskCompletionSource _isMeasured = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Baresip _caller = null!;    // these are set before any test
    private Baresip _speaker = null!;
    private Task<Holdings> _faults = null!;

    public Field Field { get; } = new();

    public GatewayProcess Gateway { get; private set; } = null!;

    public Baresip Machine { get; private set; } = null!;

    /// <summary>Where the gateway has its temporary files.</summary>
    public string Temporary { get; private set; } = "";

    internal Task Voices { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Temporary = Field.Work.Folder("temporary");
        foreach (var words in (string[])["sales department", "yes", "no", "technical support", "banana", "I want to speak to somebody"]) _said[words] = Sound(await SpokenWords.ByFliteAsync(Field.Work, words));
        _caller = await Field.BaresipAsync(new BaresipPhone { User = "+14255550123" });
        _speaker = await Field.BaresipAsync(new BaresipPhone { User = "+14255550153", Microphone = Sound([]) });
        Machine = await Field.BaresipAsync(new BaresipPhone { User = "+14255550163", Microphone = Sound([.. await SpokenWords.ByEspeakAsync(Field.Work, Greeting), .. new short[Rate / 2], .. Tone.Samples(1000, TimeSpan.FromSeconds(0.4), Rate)]) });
        var person = await Field.BaresipAsync(new BaresipPhone { User = "+14255550173", Microphone = Sound(await SpokenWords.ByEspeakAsync(Field.Work, "Hello?")) });
        var steady = await Field.SippAsync(new SippRun("uas") { Calls = 0, Limit = TimeSpan.FromMinutes(5) });
        var ringing = await Field.SippAsync(new SippRun("uas-rings") { Calls = 0, Limit = TimeSpan.FromMinutes(5) });
        var setup = new GatewaySetup { Https = true, V6 = false }
            .Number(Ours, "app", "sales")
            .Setting("Calls__RingTimeoutSeconds", "4")
            .Setting("Prompts__PrivateNetworks__0", "127.0.0.0/8")
            .Variable("TMPDIR", Temporary);
        foreach (var (name, number, address) in ((string, string, string)[])[("caller", "+14255550123", _caller.Address), ("steady", "+14255550133", steady.Address), ("ringing", "+14255550143", ringing.Address), ("speaker", "+14255550153", _speaker.Address), ("machine", "+14255550163", Machine.Address), ("person", "+14255550173", person.Address)])
            setup.Trunk(name + ".example", trunk => trunk.At(address).With("transfer.refer", "reinvite")).Route($@"^\{number}$", name + ".example");
        Gateway = await Field.GatewayAsync(setup);
        _faults = FaultsAsync();
        Voices = VoicesAsync();
    }

    /// <summary>When the faults went well and the voices have ended, however they went.</summary>
    /// <returns>What the gateway held before both.</returns>
    internal async Task<Holdings> FaultsAndAllAsync()
    {
        var before = await _faults;
        await Voices.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return before;
    }

    public async ValueTask DisposeAsync() => await Field.DisposeAsync();

    private async Task<Holdings> FaultsAsync()
    {
        try
        {
            var port = Ports.Take();
            await using var application = await StartAsync("faults.mjs", port);
            await Gateway.CommandAsync("events", "subscriptions", "add", "calls", $"http://127.0.0.1:{port}/events", "--type", "Microsoft.Communication.IncomingCall", "--type", "Microsoft.Communication.RecordingFileStatusUpdated");
            Holdings? before = null;
            await ServeAsync(application, async what =>
            {
                switch (what)
                {
                    case "dial":
                        _caller.Control.Forget();
                        await _caller.Control.DialAsync($"sip:{Ours}@{Gateway.Address}");
                        break;
                    case "hangup":
                        await _caller.Control.HangUpAsync();
                        await _caller.Control.ClosedAsync();
                        break;
                    case "nocall":
                        await Gateway.HasNoCallAsync();
                        break;
                    default:
                        before = await Holdings.OfAsync(Gateway, Temporary);
                        _isMeasured.SetResult();
                        break;
                }
            });
            return before ?? throw new InvalidOperationException("The application never asked to measure.");
        }
        finally
        {
            _isMeasured.TrySetResult();
        }
    }

    /// <summary>Behind the measurement: its calls are part of what must be gone in the end.</summary>
    private async Task VoicesAsync()
    {
        await _isMeasured.Task;
        await using var application = await StartAsync("voices.mjs", Ports.Take());
        await ServeAsync(application, what => _speaker.Control.SpeakAsync(_said[what["speak ".Length..]]));
    }

    private async Task<ChildProcess> StartAsync(string script, int port) => await NodeScript.StartAsync(script, [], new Dictionary<string, string>
    {
        ["CONNECTION_STRING"] = await Gateway.ConnectionStringAsync(), ["NODE_EXTRA_CA_CERTS"] = Gateway.AuthorityFile,
        ["APP_PORT"] = port.ToString(CultureInfo.InvariantCulture), ["LATE_PORT"] = Ports.Take().ToString(CultureInfo.InvariantCulture),
    }, reads: true);

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
            await Task.Delay(20);
        }
        Assert.True(await application.ExitAsync(TimeSpan.FromSeconds(5)) == 0, application.Log);
    }

    /// <summary>A microphone's file: half a second of silence, the sound, and silence for as long as any call.</summary>
    private string Sound(short[] sound)
    {
        var file = Field.Work.File($"{Guid.NewGuid():N}.wav");
        new WaveFile([.. new short[Rate / 2], .. sound, .. new short[110 * Rate]], Rate).Write(file);
        return file;
    }
}
