using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>baresip with SRTP on one side and plain RTP on the other: each hears the other's tone.</summary>
[Trait("Machine", "quiet")]
public sealed class EncryptedMedia
{
    private const string CalledNumber = "+14255550100";

    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(1800);

    [Theory]
    [InlineData("tls")]
    [InlineData("udp")]
    public async Task A_phone_with_SRTP_talks_to_one_without(string transport)
    {
        await using var field = new Field();
        var certificates = Certificates.Make(field.Work, "far.example");
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700 });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000, Transport = transport, Certificates = certificates, Encryption = "srtp-mand" });
        var gateway = await field.GatewayAsync(new GatewaySetup { Tls = certificates }
            .Trunk("near.example", trunk => trunk.From(transport == "tls" ? "127.0.0.1" : $"127.0.0.1:{caller.Port}").With("transport", transport).With("srtp.policy", "require"))
            .Trunk("far.example", trunk => trunk.At(callee.Address).From(callee.Address))
            .Route(@"^\+", "far.example"));
        var port = transport == "tls" ? gateway.GatewayPorts.Tls : gateway.GatewayPorts.Sip;
        await TalkAsync(caller, callee, $"sip:{CalledNumber}@127.0.0.1:{port};transport={transport}");
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80")]
    [InlineData("AES_CM_128_HMAC_SHA1_32")]
    [InlineData("AEAD_AES_128_GCM")]
    [InlineData("AEAD_AES_256_GCM")]
    public async Task A_phone_without_SRTP_calls_one_with(string suite)
    {
        await using var field = new Field();
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700, Encryption = "srtp-mand" });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000 });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{caller.Port}"))
            .Trunk("far.example", trunk => trunk.At(callee.Address).From(callee.Address).With("srtp.policy", "require").With("srtp.suites", new System.Text.Json.Nodes.JsonArray(suite)))
            .Route(@"^\+", "far.example"));
        await TalkAsync(caller, callee, $"sip:{CalledNumber}@{gateway.Address}");
        await Field.EndsCleanAsync(gateway);
    }

    private static async Task TalkAsync(Baresip caller, Baresip callee, string uri)
    {
        await caller.Control.DialAsync(uri);
        await caller.Control.EstablishedAsync();
        await callee.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await caller.HeardAsync(700, s_heard);
        await callee.HeardAsync(1000, s_heard);
    }
}
