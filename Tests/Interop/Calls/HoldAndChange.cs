using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>What happens to a call while it runs: hold in every style, resume, a new codec, and who hears what before and after.</summary>
public sealed class HoldAndChange
{
    private const string CalledNumber = "+14255550100";      // baresip refuses calls to a user that it is not

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1000);

    [Theory]
    [InlineData("uac-hold")]
    [InlineData("uac-update")]
    public async Task SIPp_holds_and_resumes(string caller)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, far.Address));
        await field.CallAsync(gateway, nearPort, new SippRun(caller) { Pause = TimeSpan.FromMilliseconds(300) }, far);
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task SIPp_holds_in_every_style_over_a_stream(string transport)
    {
        await using var field = new Field();
        var line = await LineAsync(field, transport, "far.example", new SippRun("uas") { Tcp = transport == "tcp" });
        var gateway = await field.GatewayAsync(Streams(line, transport));
        var remote = transport == "tls"
            ? (await field.KamailioAsync(KamailioRoutes.Proxy($"sip:127.0.0.1:{gateway.GatewayPorts.Tls};transport=tls"), line.Certificates)).Address
            : gateway.Address;
        var near = await field.SippAsync(new SippRun("uac-hold") { Pause = TimeSpan.FromMilliseconds(300), Tcp = transport == "tcp", Remote = remote });
        await near.SucceedsAsync();
        await line.Far.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task The_called_side_holds_in_every_style(string transport)
    {
        await using var field = new Field();
        var line = await LineAsync(field, transport, "far.example", new SippRun("uas-hold") { Tcp = transport == "tcp", Pause = TimeSpan.FromMilliseconds(400), ToneHertz = 700 });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000, Transport = transport, Certificates = line.Certificates });
        var gateway = await field.GatewayAsync(Streams(line, transport));
        var capture = await field.CaptureAsync();
        var port = transport == "tls" ? gateway.GatewayPorts.Tls : gateway.GatewayPorts.Sip;
        await caller.Control.DialAsync($"sip:{CalledNumber}@127.0.0.1:{port};transport={transport}");
        await caller.Control.EstablishedAsync();
        await line.Far.SucceedsAsync();
        await caller.Control.ClosedAsync();
        caller.WasSent(await capture.StopAsync(), 700, s_step);
        await Field.EndsCleanAsync(gateway);
    }

    private sealed record Line(Sipp Far, string Address, Certificates Certificates);

    /// <summary>SIPp at the far end of a transport; Kamailio gives it the TLS that it lacks.</summary>
    private static async Task<Line> LineAsync(Field field, string transport, string name, SippRun run)
    {
        var certificates = Certificates.Make(field.Work, name);
        var far = await field.SippAsync(run);
        if (transport != "tls") return new Line(far, far.Address, certificates);
        var edge = await field.KamailioAsync(KamailioRoutes.Proxy($"sip:{far.Address}"), certificates);
        return new Line(far, $"127.0.0.1:{edge.TlsPort}", certificates);
    }

    private static GatewaySetup Streams(Line line, string transport) => new GatewaySetup { Tls = line.Certificates }
        .Trunk("near.example", trunk => trunk.From("127.0.0.1").With("transport", transport).With("srtp.policy", "off"))
        .Trunk("far.example", trunk => trunk.At(line.Address).From(line.Address).With("transport", transport).With("srtp.policy", "off"))
        .Route(@"^\+", "far.example");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Phones_hear_each_other_before_and_after_a_hold_by_either(bool callerHolds)
    {
        await using var field = new Field();
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700 });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000 });
        var gateway = await field.GatewayAsync(Field.Between(caller.Port, callee.Address));
        var capture = await field.CaptureAsync();
        await caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        await callee.Control.EstablishedAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        var holder = callerHolds ? caller : callee;
        await holder.Control.HoldAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await holder.Control.ResumeAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        var traffic = await capture.StopAsync();
        caller.WasSent(traffic, 700, s_step * 1.7);
        callee.WasSent(traffic, 1000, s_step * 1.7);
        await Field.EndsCleanAsync(gateway);
    }
}
