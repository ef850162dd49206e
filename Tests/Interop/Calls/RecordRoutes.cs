using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>
/// Two proxies that record-route between the gateway and the far phone. Over TLS the first one has two Record-Routes of its own, for either side of the change of
/// transport. Both sides hold, resume and hang up: every request within the call must find its way by the route set.
/// </summary>
public sealed class RecordRoutes
{
    private const string Far = "+14255550100";
    private const string Near = "+12065550100";

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1000);

    [Theory]
    [InlineData("udp")]
    [InlineData("tls")]
    public async Task Both_sides_hold_resume_and_hang_up_across_two_proxies(string transport)
    {
        await using var field = new Field();
        var certificates = Certificates.Make(field.Work, "far.example");
        var far = await field.BaresipAsync(new BaresipPhone { User = Far, ToneHertz = 700 });
        var near = await field.BaresipAsync(new BaresipPhone { User = Near, ToneHertz = 1000 });
        var edgePort = Ports.Take();
        var ports = GatewayPorts.Take(400);
        var toGateway = transport == "tls" ? $"sip:127.0.0.1:{ports.Tls};transport=tls" : $"sip:127.0.0.1:{ports.Sip}";

        // The chain: gateway, edge, inner, far phone. Each proxy sends to the other side of where a call comes from.
        var inner = await field.KamailioAsync(KamailioRoutes.Between($"127.0.0.1:{edgePort}", $"sip:{far.Address}", $"sip:127.0.0.1:{edgePort}"));
        var edge = await field.KamailioAsync(KamailioRoutes.Between(inner.Address, toGateway, $"sip:{inner.Address}"), transport == "tls" ? certificates : null, port: edgePort);
        var gateway = await field.GatewayAsync(
            new GatewaySetup { Tls = transport == "tls" ? certificates : null }
                .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{near.Port}").At(near.Address))
                .Trunk("far.example", trunk => (transport == "tls" ? trunk.At($"127.0.0.1:{edge.TlsPort}").From("127.0.0.1").With("transport", "tls") : trunk.At(edge.Address).From(edge.Address)).With("srtp.policy", "off"))
                .Route(@"^\+1425", "far.example")
                .Route(@"^\+1206", "near.example"),
            ports);
        foreach (var (goesOut, callerHangsUp) in Field.AllWays)
        {
            var capture = await field.CaptureAsync();
            var (caller, callee) = goesOut ? (near, far) : (far, near);
            await Field.TalkAsync(caller, callee, goesOut ? $"sip:{Far}@{gateway.Address}" : $"sip:{Near}@{inner.Address}", callerHangsUp, () => HoldInTurnAsync(caller, callee));
            var traffic = await capture.StopAsync();
            near.WasSent(traffic, 700, s_step);
            far.WasSent(traffic, 1000, s_step);
            await Field.EndsCleanAsync(gateway);
        }
    }

    private static async Task HoldInTurnAsync(params Baresip[] holders)
    {
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        foreach (var holder in holders)
        {
            await holder.Control.HoldAsync();
            await Task.Delay(s_step, TestContext.Current.CancellationToken);
            await holder.Control.ResumeAsync();
            await Task.Delay(s_step, TestContext.Current.CancellationToken);
        }
    }
}
