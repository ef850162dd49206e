using System.Text.Json.Nodes;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>baresip on both sides, and what the gateway makes of its sound on the way: other codecs, digits in another form, music on hold. Digits in sound are made and heard by spandsp.</summary>
[Trait("Machine", "quiet")]
public sealed class ConvertedMedia
{
    private const string CalledNumber = "+14255550100";      // baresip refuses calls to a user that it is not
    private const string Pressed = "159#0D";

    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(3000);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(2000);
    private static readonly TimeSpan s_key = TimeSpan.FromMilliseconds(80);

    [Theory]
    [InlineData("pcmu", "pcma", null)]
    [InlineData("g722/16000/1", "pcmu", null)]
    [InlineData("opus/48000/2", "pcma", null)]
    [InlineData("pcmu", "opus/48000/2", "srtp-mand")]
    [InlineData("g722/16000/1", "opus/48000/2", null)]
    public async Task Phones_without_a_common_codec_hear_each_other(string near, string far, string? encryption)
    {
        await using var field = new Field();
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700, Codecs = far, Encryption = encryption });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000, Codecs = near });
        var gateway = await field.GatewayAsync(Setup(caller, callee, trunk => trunk.With("srtp.policy", encryption is null ? "off" : "require")));
        await ConnectAsync(caller, callee, gateway);
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await caller.HeardAsync(700, s_heard);
        await callee.HeardAsync(1000, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("pcmu")]
    [InlineData("g722/16000/1")]
    public async Task Tones_in_the_sound_of_one_phone_are_digits_for_the_other(string codec)
    {
        await using var field = new Field();
        var tones = field.Work.File("keys.wav");
        short[] sound = [.. new short[8000 * 2], .. Spandsp.Make(Pressed, s_key, s_key), .. new short[8000 * 60]];
        Assert.Equal(Pressed, Spandsp.Hear(sound.AsSpan(0, 8000 * 4)));
        var rate = codec == "pcmu" ? 8000 : 16000;
        new WaveFile(new WaveFile(sound, 8000).At(rate), rate).Write(tones);
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700, Codecs = codec });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", Codecs = codec, Microphone = tones });
        var gateway = await field.GatewayAsync(Setup(caller, callee, trunk => trunk.With("dtmf.mode", "rfc4733"), trunk => trunk.With("dtmf.mode", "inband")));
        await ConnectAsync(caller, callee, gateway);
        await HearsDigitsAsync(callee, Pressed);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await callee.QuitAsync();
        foreach (var heard in callee.Recordings) Assert.Equal("", Spandsp.Hear(heard.At(8000)));
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("pcmu", "pcmu")]
    [InlineData("opus/48000/2", "pcma")]
    public async Task Keys_of_a_phone_are_tones_in_the_sound_for_the_other(string near, string far)
    {
        await using var field = new Field();
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, Codecs = far });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 300, Codecs = near });
        var gateway = await field.GatewayAsync(Setup(caller, callee, trunk => trunk.With("dtmf.mode", "inband"), trunk => trunk.With("dtmf.mode", "rfc4733")));
        await ConnectAsync(caller, callee, gateway);
        foreach (var key in "159#0") await caller.Control.PressAsync(key);
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await callee.QuitAsync();
        Assert.Equal("159#0", string.Concat(callee.Recordings.Select(static heard => Spandsp.Hear(heard.At(8000)))));
        await Field.EndsCleanAsync(gateway);
    }

    private static GatewaySetup Setup(Baresip caller, Baresip callee, Func<TrunkSetup, TrunkSetup> far, Func<TrunkSetup, TrunkSetup>? near = null) => new GatewaySetup()
        .Trunk("near.example", trunk =>
        {
            trunk.At($"127.0.0.1:{caller.Port}").With("codecs.transcode", JsonValue.Create("allow"));
            near?.Invoke(trunk);
        })
        .Trunk("far.example", trunk =>
        {
            trunk.At(callee.Address);
            far(trunk);
        })
        .Route(@"^\+", "far.example");

    private static async Task ConnectAsync(Baresip caller, Baresip callee, GatewayProcess gateway)
    {
        await caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        await caller.Control.EstablishedAsync();
        await callee.Control.EstablishedAsync();
    }

    private static async Task HearsDigitsAsync(Baresip phone, string digits)
    {
        await Until.TrueAsync(() => Digits(phone).Length >= digits.Length, TimeSpan.FromSeconds(15), () => $"Digits {digits} were wanted, {Digits(phone)} came. Log:\n{phone.Process.Log}");
        await Task.Delay(500, TestContext.Current.CancellationToken);      // one too many would come now
        Assert.Equal(digits, Digits(phone));
    }

    /// <summary>baresip says each digit at its beginning and at its end.</summary>
    private static string Digits(Baresip phone) => string.Concat(phone.Process.Log.Split('\n').Where(static line => line.Contains("received event: '", StringComparison.Ordinal) && line.Contains("end=1", StringComparison.Ordinal))
        .Select(static line => line.Split("received event: '")[1][..1]));
}
