using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>baresip makes and takes calls, and judges what it heard.</summary>
[Trait("Machine", "quiet")]
public sealed class Softphones
{
    private const string CalledNumber = "+14255550100";      // baresip refuses calls to a user that it is not

    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(1800);

    [Theory]
    [InlineData("pcmu")]
    [InlineData("pcma")]
    [InlineData("g722/16000/1")]
    public async Task Two_phones_hear_each_others_tone_without_a_gap(string codec)
    {
        await using var field = new Field();
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700, Codecs = codec });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000, Codecs = codec });
        var gateway = await field.GatewayAsync(Field.Between(caller.Port, callee.Address));
        await caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        await caller.Control.EstablishedAsync();
        await callee.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await caller.HeardAsync(700, s_heard);
        await callee.HeardAsync(1000, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task The_echo_number_gives_the_caller_his_own_tone()
    {
        await using var field = new Field();
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 900 });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{caller.Port}").With("transit", false))
            .Number("+14255550111", "echo"));
        await caller.Control.DialAsync($"sip:+14255550111@{gateway.Address}");
        await caller.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await caller.Control.ClosedAsync();
        await caller.HeardAsync(900, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task An_announcement_is_played_to_its_end_and_hangs_up()
    {
        await using var field = new Field();
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller" });
        var file = field.Work.File("welcome.wav");
        new Telephony.Peers.Sounds.WaveFile(Telephony.Peers.Sounds.Tone.Samples(600, TimeSpan.FromSeconds(2), 8000), 8000).Write(file);
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{caller.Port}").With("transit", false))
            .Number("+14255550112", "announcement", file));
        await caller.Control.DialAsync($"sip:+14255550112@{gateway.Address}");
        await caller.Control.EstablishedAsync();
        await caller.Control.ClosedAsync();
        await caller.HeardAsync(600, TimeSpan.FromMilliseconds(1800));
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task Digits_pressed_at_one_phone_are_heard_at_the_other()
    {
        await using var field = new Field();
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller" });
        var gateway = await field.GatewayAsync(Field.Between(caller.Port, callee.Address));
        await caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        await callee.Control.EstablishedAsync();
        foreach (var digit in "159#") await caller.Control.PressAsync(digit);
        foreach (var digit in "159#")
        {
            await Until.TrueAsync(
                () => callee.Process.Log.Contains($"received event: '{digit}'", StringComparison.Ordinal), TimeSpan.FromSeconds(5), () => $"The callee did not hear '{digit}'. Log:\n{callee.Process.Log}");
        }

        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("inbound-secret", true)]
    [InlineData("a-guess", false)]
    public async Task A_trunk_without_addresses_must_prove_itself(string password, bool gets)
    {
        await using var field = new Field();
        var far = await field.SippAsync(new SippRun("uas"));
        var caller = await field.BaresipAsync(new BaresipPhone { User = "alice", AuthUser = "alice", AuthPassword = password });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.Digest("alice", "inbound-secret"))
            .Trunk("far.example", trunk => trunk.At(far.Address))
            .Route(@"^\+", "far.example"));
        await caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        if (gets)
        {
            await caller.Control.EstablishedAsync();
            await caller.Control.HangUpAsync();
            await far.SucceedsAsync();
        }
        else
        {
            await caller.Control.ClosedAsync();
            Assert.Equal(0, far.Figures.Received);
        }

        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task A_phone_calls_and_is_called_over_a_stream(string transport)
    {
        await using var field = new Field();
        var certificates = Certificates.Make(field.Work, "far.example");
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700, Transport = transport, Certificates = certificates });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000, Transport = transport, Certificates = certificates });
        var gateway = await field.GatewayAsync(new GatewaySetup { Tls = certificates }
            .Trunk("near.example", trunk => trunk.From("127.0.0.1").With("transport", transport).With("srtp.policy", "off"))
            .Trunk("far.example", trunk => trunk.At(callee.Address).From(callee.Address).With("transport", transport).With("srtp.policy", "off"))
            .Route(@"^\+", "far.example"));
        var port = transport == "tls" ? gateway.GatewayPorts.Tls : gateway.GatewayPorts.Sip;
        await caller.Control.DialAsync($"sip:{CalledNumber}@127.0.0.1:{port};transport={transport}");
        await caller.Control.EstablishedAsync();
        await callee.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await caller.HeardAsync(700, s_heard);
        await callee.HeardAsync(1000, s_heard);
        await Field.EndsCleanAsync(gateway);
    }
}
