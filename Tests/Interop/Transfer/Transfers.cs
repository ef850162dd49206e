using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Transfer;

/// <summary>Transfers with real peers: by phones, by the operator's command, through proxies, over every transport. Judged by who hears whose tone afterwards.</summary>
public sealed class Transfers
{
    private const string CalledNumber = "+14255550100";
    private const string TargetNumber = "+14255550177";

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(900);

    /// <summary>A phone transfers its callee: the gateway does it, or with <c>pass</c> the callee's own phone, which calls the target through the gateway.</summary>
    [Theory]
    [InlineData("local", false)]
    [InlineData("pass", true)]
    [InlineData("pass", false)]      // it cannot: the gateway does it
    public async Task A_phone_transfers_its_callee(string accept, bool takes)
    {
        await using var field = new Field();
        var phones = await PhonesAsync(field, takes);
        var gateway = await field.GatewayAsync(Setup(phones, accept));
        var capture = await field.CaptureAsync();
        await phones.Caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        await phones.Callee.Control.EstablishedAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await phones.Caller.Control.TransferAsync($"sip:{TargetNumber}@{gateway.Address}");
        await phones.Target.Control.EstablishedAsync();
        await phones.Caller.Control.ClosedAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await phones.Target.Control.HangUpAsync();
        await phones.Target.Control.ClosedAsync();
        await phones.Callee.Control.ClosedAsync();
        var traffic = await capture.StopAsync();
        phones.Callee.WasSent(traffic, 1000, 500, s_heard);
        phones.Target.WasSent(traffic, 700, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    /// <summary>The operator's command: a phone that says REFER is asked to call the target itself, another one is joined with it by the gateway.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_operator_transfers_a_phone(bool takes)
    {
        await using var field = new Field();
        var phones = await PhonesAsync(field, takes);
        var gateway = await field.GatewayAsync(Setup(phones, "local"));
        var capture = await field.CaptureAsync();
        await phones.Caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        await phones.Callee.Control.EstablishedAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        var (call, leg) = await CalleeAsync(gateway);
        var said = await gateway.CommandAsync("transfer", call, leg, TargetNumber);
        Assert.Contains(takes ? "taken it over by REFER" : "Transferred by the gateway", said, StringComparison.Ordinal);
        await phones.Caller.Control.ClosedAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await phones.Target.Control.HangUpAsync();
        await phones.Callee.Control.ClosedAsync();
        var traffic = await capture.StopAsync();
        phones.Callee.WasSent(traffic, 1000, 500, s_heard);
        phones.Target.WasSent(traffic, 700, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    /// <summary>A phone that has both on the line, one of them on hold, puts them through to each other: nobody is called for it.</summary>
    [Fact]
    public async Task A_phone_puts_its_two_calls_through_to_each_other()
    {
        await using var field = new Field();
        var linphone = await field.LinphoneAsync();
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700 });
        var target = await field.BaresipAsync(new BaresipPhone { User = TargetNumber, ToneHertz = 500 });
        var gateway = await field.GatewayAsync(new GatewaySetup { V6 = false }
            .Trunk("near.example", trunk => trunk.At($"127.0.0.1:{linphone.Port}"))
            .Trunk("far.example", trunk => trunk.At(callee.Address))
            .Trunk("target.example", trunk => trunk.At(target.Address))
            .Route(@"^\+14255550177$", "target.example")
            .Route(@"^\+", "far.example"));
        var capture = await field.CaptureAsync();
        var first = await linphone.CallAsync($"sip:{CalledNumber}@{gateway.Address}");
        await linphone.PauseAsync(first);
        var second = await linphone.CallAsync($"sip:{TargetNumber}@{gateway.Address}");
        await linphone.TransferAsync(first, second);
        await linphone.TransferredAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await callee.Control.HangUpAsync();
        await target.Control.ClosedAsync();
        var traffic = await capture.StopAsync();
        callee.WasSent(traffic, null, 500, s_heard);
        target.WasSent(traffic, null, 700, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_transfer_to_nobody_leaves_the_call_as_it_was()
    {
        await using var field = new Field();
        var phones = await PhonesAsync(field, takes: true);
        var gateway = await field.GatewayAsync(Setup(phones, "local"));
        var capture = await field.CaptureAsync();
        await phones.Caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        await phones.Callee.Control.EstablishedAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        var (call, leg) = await CalleeAsync(gateway);
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => gateway.CommandAsync("transfer", call, leg, $"sip:nobody@{gateway.Address}"));
        Assert.Contains("Not transferred", failed.Message, StringComparison.Ordinal);
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await phones.Caller.Control.HangUpAsync();
        await phones.Callee.Control.ClosedAsync();
        var traffic = await capture.StopAsync();
        phones.Callee.WasSent(traffic, 1000, 1000, s_heard);
        phones.Caller.WasSent(traffic, 700, 700, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    /// <summary>gateway ── edge ── proxy ── SIPp: both proxies stay on the way by Record-Route, and our REFER goes that way.</summary>
    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task A_REFER_of_ours_goes_through_two_proxies(string transport)
    {
        await using var field = new Field();
        var certificates = Certificates.Make(field.Work, "far.example");
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas-refer") { Pause = TimeSpan.FromMilliseconds(500) });
        var edge = await TwoProxiesAsync(field, $"sip:{far.Address}", transport, certificates);
        var gateway = await field.GatewayAsync(new GatewaySetup { Tls = certificates }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At(transport == "tls" ? $"127.0.0.1:{edge.TlsPort}" : edge.Address).With("transport", transport).With("srtp.policy", "off"))
            .Route(@"^\+", "far.example"));
        var near = await field.SippAsync(new SippRun("uac-waits") { Port = nearPort, Remote = gateway.Address });
        var (call, leg) = await CalleeAsync(gateway);
        Assert.Contains("taken it over by REFER", await gateway.CommandAsync("transfer", call, leg, TargetNumber), StringComparison.Ordinal);
        await far.SucceedsAsync();
        var refer = far.Messages[far.Messages.IndexOf("REFER sip:", StringComparison.Ordinal)..];
        refer = refer[..refer.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.Equal(3, refer.Split("\r\n").Count(static line => line.StartsWith("Via:", StringComparison.Ordinal)));      // ours, and one of each proxy
        await near.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    /// <summary>The same way back: SIPp asks through two proxies, and its NOTIFYs come the same way.</summary>
    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task A_REFER_comes_through_two_proxies(string transport)
    {
        await using var field = new Field();
        var certificates = Certificates.Make(field.Work, "near.example");
        var far = await field.SippAsync(new SippRun("uas"));
        var target = await field.SippAsync(new SippRun("uas") { Called = TargetNumber });
        var gateway = await field.GatewayAsync(new GatewaySetup { Tls = certificates }
            .Trunk("near.example", trunk => trunk.From("127.0.0.1").With("transport", transport).With("srtp.policy", "off"))
            .Trunk("far.example", trunk => trunk.At(far.Address))
            .Trunk("target.example", trunk => trunk.At(target.Address))
            .Setting("Calls__DrainSeconds", "1")
            .Route(@"^\+14255550177$", "target.example")
            .Route(@"^\+", "far.example"));
        var ours = transport == "tls" ? $"sip:127.0.0.1:{gateway.GatewayPorts.Tls};transport=tls" : $"sip:{gateway.Address};transport={transport}";
        var inner = await TwoProxiesAsync(field, ours, transport, certificates);
        var near = await field.SippAsync(new SippRun("uac-refer") { Remote = inner.Address, Pause = TimeSpan.FromMilliseconds(500) });
        await near.SucceedsAsync();
        Assert.Equal(1, await gateway.CallsAsync());      // callee and target speak with each other
        gateway.Drain();
        await far.SucceedsAsync();
        await target.SucceedsAsync();
    }

    /// <returns>The first of two proxies on the way to <paramref name="target"/>.</returns>
    private static async Task<Kamailio> TwoProxiesAsync(Field field, string target, string transport, Certificates certificates)
    {
        var second = await field.KamailioAsync(KamailioRoutes.Proxy(target), certificates);
        return await field.KamailioAsync(KamailioRoutes.Proxy(transport == "tls" ? $"sip:127.0.0.1:{second.TlsPort};transport=tls" : $"sip:{second.Address};transport={transport}"), certificates);
    }

    private sealed record Three(Baresip Caller, Baresip Callee, Baresip Target);

    private static async Task<Three> PhonesAsync(Field field, bool takes) => new(
        await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000 }),
        await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700, TakesTransfers = takes }),
        await field.BaresipAsync(new BaresipPhone { User = TargetNumber, ToneHertz = 500 }));

    private static GatewaySetup Setup(Three phones, string accept) => new GatewaySetup()
        .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{phones.Caller.Port}").At(phones.Caller.Address).With("transfer.accept", accept).With("media.ringWhileSearching", false))
        .Trunk("far.example", trunk => trunk.At(phones.Callee.Address).With("media.ringWhileSearching", false))
        .Trunk("target.example", trunk => trunk.At(phones.Target.Address))
        .Route(@"^\+14255550177$", "target.example")
        .Route(@"^\+", "far.example");

    /// <summary>The only call, and its called side, in the words of the command line.</summary>
    private static async Task<(string Call, string Leg)> CalleeAsync(GatewayProcess gateway)
    {
        var said = "";
        await Until.TrueAsync(async () => (said = await gateway.CommandAsync("running")).Contains("Established", StringComparison.Ordinal), TimeSpan.FromSeconds(20), () => $"No call is established:\n{said}");
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (lines.First(static line => line.Contains("Established", StringComparison.Ordinal)).Split(' ')[0], lines.Last(static line => line.StartsWith("  B", StringComparison.Ordinal)).Trim().Split(' ')[0]);
    }
}
