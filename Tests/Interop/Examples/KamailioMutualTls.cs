using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Examples;

/// <summary>
/// The example <c>kamailio-mutual-tls</c> with its trunk <c>customer-sbc-tls.json</c>: mutual TLS and SRTP between the gateway and a customer's SBC, plain SIP and RTP
/// with the switchboard behind it and with a carrier.
/// </summary>
[Trait("Machine", "quiet")]
public sealed class KamailioMutualTls
{
    private const string Extension = "+12065550100";      // at the switchboard
    private const string Outside = "+14255550100";

    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(1800);

    [Fact]
    public async Task OPTIONS_of_both_sides_find_the_other_and_calls_cross_in_both_directions()
    {
        await using var field = new Field();
        var site = await Site.StartAsync(field);
        await site.Gateway.SaysTrunkIsAsync("sbc.branch.example", "active");
        await Until.TrueAsync(
            async () => (await site.Sbc.CommandAsync("dispatcher.list")).Contains("FLAGS: AP", StringComparison.Ordinal), TimeSpan.FromSeconds(20),
            () => $"Kamailio did not find the gateway. Log:\n{site.Sbc.Process.Log}");
        foreach (var (toSwitchboard, callerHangsUp) in Field.AllWays)
        {
            var (caller, callee) = toSwitchboard ? (site.Carrier, site.Switchboard) : (site.Switchboard, site.Carrier);
            await Field.TalkAsync(
                caller, callee, toSwitchboard ? $"sip:{Extension}@{site.Gateway.Address}" : $"sip:{Outside}@127.0.0.1:{site.Sbc.Port}", callerHangsUp, static () => Task.Delay(s_talk, TestContext.Current.CancellationToken));
            await Field.EndsCleanAsync(site.Gateway);
        }

        await site.Switchboard.HeardAsync(700, Field.AllWays.Count * s_heard);
        await site.Carrier.HeardAsync(1000, Field.AllWays.Count * s_heard);
    }

    /// <summary>All that the example needs, started in the order of docs/pairing.md.</summary>
    private sealed class Site
    {
        private Site(GatewayProcess gateway, Kamailio sbc, Baresip switchboard, Baresip carrier) => (Gateway, Sbc, Switchboard, Carrier) = (gateway, sbc, switchboard, carrier);

        public GatewayProcess Gateway { get; }

        public Kamailio Sbc { get; }

        public Baresip Switchboard { get; }

        public Baresip Carrier { get; }

        public static async Task<Site> StartAsync(Field field)
        {
            var (port, tlsPort, media) = (Ports.Take(), Ports.Take(), Ports.TakeBlock(200));
            var carrier = await field.BaresipAsync(new BaresipPhone { User = Outside, ToneHertz = 700 });
            var switchboard = await field.BaresipAsync(new BaresipPhone { User = Extension, ToneHertz = 1000 });
            var rtpengine = field.Owns(await Rtpengine.StartAsync(field.Work, (media, media + 199), 1));
            var gateway = await field.GatewayAsync(new GatewaySetup { DevelopmentTls = true }.Setting("Sip__Domain", "gw.example")
                .TrunkFile("customer.json", Example.Read("customer-sbc-tls.json", ("203.0.113.20:5071", $"127.0.0.1:{tlsPort}"), ("\"interval\": 60", "\"interval\": 1")))
                .Trunk("carrier.example", trunk => trunk.At(carrier.Address).From(carrier.Address))
                .Route(@"^\+1206555", "sbc.branch.example")
                .Route(@"^\+1425", "carrier.example"));
            var folder = Example.Copy(
                field.Work, "kamailio-mutual-tls", ("gw.example:5061", $"gw.example:{gateway.GatewayPorts.Tls}"), ("PBX_PORT!5080", $"PBX_PORT!{switchboard.Port}"),
                ("127.0.0.1:5070", $"127.0.0.1:{port}"), (":5071", $":{tlsPort}"), ("127.0.0.1:2223", $"127.0.0.1:{rtpengine.ControlPort}"));
            (await gateway.IssueAsync("sbc.branch.example")).CopyTo(folder, "sbc.pem", "sbc.key", "ca.pem");
            var sbc = field.Owns(await Kamailio.StartExampleAsync(folder, port, tlsPort));
            await sbc.KnowsAsync("gw.example");
            return new Site(gateway, sbc, switchboard, carrier);
        }
    }
}
