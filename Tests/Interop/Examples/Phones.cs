using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Examples;

/// <summary>The examples <c>phones.json</c> and <c>phones-tls.json</c>: phones of two makes register, call out by a trunk and call each other.</summary>
[Trait("Machine", "quiet")]
public sealed class Phones
{
    private const string Outside = "+14255550100";
    private const string Extension = "4711";

    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(1800);
    private static readonly TimeSpan s_held = TimeSpan.FromMilliseconds(1000);

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Baresip_calls_out_by_a_trunk(string transport)
    {
        await using var field = new Field();
        var carrier = await field.BaresipAsync(new BaresipPhone { User = Outside, ToneHertz = 900 });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .TrunkFile("phones.json", Example.Read("phones.json"))
            .Trunk("carrier.example", trunk => trunk.At(carrier.Address).From(carrier.Address))
            .Route(@"^\+1425", "carrier.example"));
        var phone = await field.BaresipAsync(new BaresipPhone
        {
            User = Extension, AuthUser = Extension, AuthPassword = $"change-me-{Extension}", Registrar = gateway.Address, Transport = transport, ToneHertz = 1000,
        });
        await RegisteredAsync(gateway, 1);
        await phone.Control.DialAsync($"sip:{Outside}@{gateway.Address};transport={transport}");
        await phone.Control.EstablishedAsync();
        await carrier.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await phone.Control.HangUpAsync();
        await carrier.Control.ClosedAsync();
        await phone.HeardAsync(900, s_heard);
        await carrier.HeardAsync(1000, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    /// <summary>
    /// One gateway with both files: Linphone over UDP and over TCP with plain RTP, Linphone and baresip over TLS with SRTP and the gateway's own authority. In the last
    /// call one is held by the other and hears the music of the example.
    /// </summary>
    [Fact]
    public async Task Linphone_and_baresip_hear_each_other_over_UDP_TCP_and_TLS_with_SRTP()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { DevelopmentTls = true, V6 = false }
            .TrunkFile("phones.json", Example.Read("phones.json"))
            .TrunkFile("phones-tls.json", Example.Read("phones-tls.json", ("// \"hold\"", "\"hold\""))));
        new WaveFile(Tone.Samples(700, TimeSpan.FromSeconds(1), 8000), 8000).Write(Path.Combine(gateway.DataFolder, "hold.wav"));
        var tls = $"127.0.0.1:{gateway.GatewayPorts.Tls}";
        var plain = await field.LinphoneAsync(new LinphonePhone { User = "4711", Password = "change-me-4711", Registrar = gateway.Address, Transport = "tcp", ToneHertz = 500 });
        var datagrams = await field.LinphoneAsync(new LinphonePhone { User = "4712", Password = "change-me-4712", Registrar = gateway.Address, ToneHertz = 500 });
        var secure = await field.LinphoneAsync(new LinphonePhone
        {
            User = "4722", Password = "change-me-4722", Registrar = $"localhost:{gateway.GatewayPorts.Tls}", Transport = "tls", Encrypts = true, AuthorityFile = gateway.AuthorityFile, Certificate = Certificates.Make(field.Work, "phone"),
            ToneHertz = 500,
        });
        var baresip = await field.BaresipAsync(new BaresipPhone
        {
            User = "4721", AuthUser = "4721", AuthPassword = "change-me-4721", Registrar = tls, Transport = "tls", Encryption = "srtp-mand", AuthorityFile = gateway.AuthorityFile, ToneHertz = 900,
        });
        await RegisteredAsync(gateway, 4);

        foreach (var (phone, transport) in ((Linphone, string)[])[(plain, "tcp"), (datagrams, "udp")])
        {
            baresip.Control.Forget();
            await phone.CallAsync($"sip:4721@{gateway.Address};transport={transport}");
            await Task.Delay(s_talk, TestContext.Current.CancellationToken);
            await phone.HangUpAsync();
            await baresip.Control.ClosedAsync();
            await phone.HeardAsync(900, s_heard);
        }

        await baresip.Control.DialAsync($"sip:4722@{tls};transport=tls");
        await secure.TalksAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await baresip.Control.HoldAsync();
        await secure.IsHeldAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await baresip.Control.ResumeAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await baresip.Control.HangUpAsync();
        await secure.ClosedAsync();
        await secure.HeardInTurnAsync(s_held, 900, 700, 900);
        await baresip.HeardAsync(500, 3 * s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    private static Task RegisteredAsync(GatewayProcess gateway, int contacts) => Until.TrueAsync(
        async () => await gateway.MetricAsync("telephony_registration_bindings") >= contacts, TimeSpan.FromSeconds(30), () => $"{contacts} contacts were to register. Log:\n{gateway.Process.Log}");
}
