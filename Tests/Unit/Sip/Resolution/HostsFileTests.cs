using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Telephony.Support.Network;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Sip.Resolution;

/// <summary>The system's hosts file goes before DNS.</summary>
public sealed class HostsFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ScriptedZone _zone = new();
    private readonly VirtualClock _clock = new();
    private readonly VirtualLoop _loop;
    private readonly SipResolver _resolver;

    public HostsFileTests()
    {
        _loop = _clock.CreateLoop();
        _resolver = new SipResolver(_zone, new ResolutionOptions { HostsFile = Hosts }, _clock.Time, new Random(7));
    }

    private string Hosts => _folder.File("hosts");

    [Fact]
    public void A_name_of_the_file_asks_no_name_server_neither_for_pointers_nor_for_the_other_family()
    {
        _zone.A("sbc.example", "192.0.2.99").Srv("_sip._udp.sbc.example", (0, 0, 5070, "other.example"));
        File.WriteAllText(Hosts, """
            # ours
            127.0.0.1   localhost
            192.0.2.10  sbc.example sbc   # the first
            192.0.2.11\tSBC.Example.
            2001:db8::10 sbc6.example
            nonsense    sbc.example
            192.0.2.12
            """.Replace("\\t", "\t", StringComparison.Ordinal));
        Assert.Equal(["Udp 192.0.2.10:5060", "Udp 192.0.2.11:5060"], Targets(new("sbc.example")));
        Assert.Equal(["Tls 192.0.2.10:5061", "Tls 192.0.2.11:5061"], Targets(new("SBC.example.", Transport: SipTransportKind.Tls)));
        Assert.Equal(["Tcp 192.0.2.10:5080"], Targets(new("sbc", 5080, SipTransportKind.Tcp)));
        Assert.Equal(["Udp [2001:db8::10]:5060"], Targets(new("sbc6.example")));
        Assert.Contains("hosts file", Assert.IsType<SipResolution.Failed>(Resolve(new("sbc6.example", Addresses: AddressPreference.V4Only))).Sentence);
        Assert.Empty(_zone.Asked);
    }

    [Fact]
    public void The_servers_that_DNS_names_may_stand_in_the_file()
    {
        _zone.Srv("_sip._udp.carrier.example", (10, 0, 5060, "a.carrier.example"), (20, 0, 5070, "b.carrier.example")).A("a.carrier.example", "192.0.2.1").A("b.carrier.example", "192.0.2.2");
        File.WriteAllText(Hosts, "198.51.100.1 a.carrier.example\n");
        Assert.Equal(["Udp 198.51.100.1:5060", "Udp 192.0.2.2:5070"], Targets(new("carrier.example")));
    }

    [Fact]
    public void A_change_is_seen_within_a_second_and_so_is_the_end_of_the_file()
    {
        _zone.A("sbc.example", "192.0.2.99");
        Assert.Equal(["Udp 192.0.2.99:5070"], Targets(new("sbc.example", 5070)));
        File.WriteAllText(Hosts, "192.0.2.10 sbc.example\n");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["Udp 192.0.2.10:5070"], Targets(new("sbc.example", 5070)));
        File.WriteAllText(Hosts, "192.0.2.111 sbc.example\n");
        Assert.Equal(["Udp 192.0.2.10:5070"], Targets(new("sbc.example", 5070)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["Udp 192.0.2.111:5070"], Targets(new("sbc.example", 5070)));
        File.Delete(Hosts);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["Udp 192.0.2.99:5070"], Targets(new("sbc.example", 5070)));
    }

    public void Dispose() => _folder.Dispose();

    private SipResolution Resolve(SipResolutionRequest request)
    {
        SipResolution? outcome = null;
        _resolver.Resolve(request, _loop, resolution => outcome = resolution);
        _clock.RunUntilIdle();
        return outcome!;
    }

    private IEnumerable<string> Targets(SipResolutionRequest request) =>
        Assert.IsType<SipResolution.Found>(Resolve(request)).Targets.Select(static target => $"{target.Kind} {target.Remote}");
}
