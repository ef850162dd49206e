using System.Text.Json.Nodes;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Dns;

/// <summary>Calls to trunks that are names: BIND and a hosts file say where they are.</summary>
public sealed class NamedTrunks
{
    [Fact]
    public async Task A_silent_server_is_passed_over_for_the_next_one_and_remembered()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var silent = await field.SippAsync(new SippRun("uas-silent") { Pause = TimeSpan.FromSeconds(10) });
        var good = await field.SippAsync(new SippRun("uas") { Calls = 2 });
        await using var named = await Named.StartAsync(field.Work, $"""
            _sip._udp.carrier SRV 10 0 {PortOf(silent)} a.carrier
            _sip._udp.carrier SRV 20 0 {PortOf(good)} b.carrier
            a.carrier A 127.0.0.1
            b.carrier A 127.0.0.1
            """);
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("carrier.sip.test", static trunk => trunk.With("failover", new JsonObject { ["noReply"] = 1 }))
            .Route(@"^\+", "carrier.sip.test")
            .Setting("Sip__NameServers__0", named.Address)
            .Setting("Sip__HostsFile", ""));
        for (var i = 0; i < 2; i++)
        {
            var near = await field.SippAsync(new SippRun("uac") { Port = nearPort, Remote = gateway.Address, Pause = TimeSpan.FromMilliseconds(200) });
            await near.SucceedsAsync();
        }
        await good.SucceedsAsync();
        Assert.Equal(1, silent.Figures.Received);
        Assert.Contains(named.Questions, static question => question.StartsWith("_sip._udp.carrier.sip.test IN SRV", StringComparison.Ordinal));
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_name_of_the_hosts_file_is_called_without_a_name_server()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var good = await field.SippAsync(new SippRun("uas"));
        var hosts = field.Work.Write("hosts", "127.0.0.1 pinned.example # here\n");
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At($"pinned.example:{PortOf(good)}").From(good.Address))
            .Route(@"^\+", "far.example")
            .Setting("Sip__NameServers__0", $"127.0.0.1:{Ports.Take()}")
            .Setting("Sip__HostsFile", hosts));
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(200) }, good);
        await Field.EndsCleanAsync(gateway);
    }

    private static int PortOf(Sipp sipp) => int.Parse(sipp.Address.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
}
