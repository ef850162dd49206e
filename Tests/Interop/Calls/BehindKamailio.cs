using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>Kamailio as a proxy beside the gateway: it forks a call to two user agents, and it gives SIPp the TLS that SIPp lacks.</summary>
public sealed class BehindKamailio
{
    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(500);

    [Theory]
    [InlineData("uas", "uas-rings")]
    [InlineData("uas-early", "uas-rings")]
    [InlineData("uas", "uas-early-rings")]      // early media of the one that loses
    public async Task A_forked_call_has_several_early_dialogs_and_one_answer(string wins, string loses)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var winner = await field.SippAsync(new SippRun(wins) { Pause = TimeSpan.FromMilliseconds(800) });
        var loser = await field.SippAsync(new SippRun(loses));
        var proxy = await field.KamailioAsync(KamailioRoutes.Fork($"sip:winner@{winner.Address}", $"sip:loser@{loser.Address}"));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, proxy.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = s_talk }, winner);
        await loser.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task Two_answers_to_one_call_leave_one_call()
    {
        // The second answers although it is cancelled: the proxy passes its 200 up too (RFC 3261 16.7), the gateway acknowledges both and ends that one.
        await using var field = new Field();
        var nearPort = Ports.Take();
        var one = await field.SippAsync(new SippRun("uas") { Pause = TimeSpan.FromMilliseconds(300) });
        var two = await field.SippAsync(new SippRun("uas-race"));
        var proxy = await field.KamailioAsync(KamailioRoutes.Fork($"sip:one@{one.Address}", $"sip:two@{two.Address}"));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, proxy.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = s_talk }, one);
        await two.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_call_comes_in_over_TLS()
    {
        await using var field = new Field();
        var certificates = Certificates.Make(field.Work);
        var far = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(new GatewaySetup { Tls = certificates }
            .Trunk("near.example", trunk => trunk.From("127.0.0.1").With("transport", "tls").With("srtp.policy", "off"))
            .Trunk("far.example", trunk => trunk.At(far.Address))
            .Route(@"^\+", "far.example"));
        var edge = await field.KamailioAsync(KamailioRoutes.Proxy($"sip:127.0.0.1:{gateway.GatewayPorts.Tls};transport=tls"), certificates);
        var near = await field.SippAsync(new SippRun("uac") { Remote = edge.Address, Pause = s_talk });
        await near.SucceedsAsync();
        await far.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_call_goes_out_over_TLS()
    {
        await using var field = new Field();
        var certificates = Certificates.Make(field.Work, "far.example");
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas"));
        var edge = await field.KamailioAsync(KamailioRoutes.Proxy($"sip:{far.Address}"), certificates);
        var gateway = await field.GatewayAsync(new GatewaySetup { Tls = certificates }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{edge.TlsPort}").With("transport", "tls").With("srtp.policy", "off"))
            .Route(@"^\+", "far.example"));
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = s_talk }, far);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_call_to_a_server_with_a_strangers_certificate_is_not_placed()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas"));
        var edge = await field.KamailioAsync(KamailioRoutes.Proxy($"sip:{far.Address}"), Certificates.Make(field.Work, "stranger"));
        var gateway = await field.GatewayAsync(new GatewaySetup { Tls = Certificates.Make(field.Work) }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{edge.TlsPort}").With("transport", "tls").With("srtp.policy", "off"))
            .Route(@"^\+", "far.example"));
        var near = await field.SippAsync(new SippRun("uac-503") { Port = nearPort, Remote = gateway.Address });
        await near.SucceedsAsync();
        Assert.Equal(0, far.Figures.Received);
        await gateway.HasNoCallAsync();
    }
}
