using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Sip.Resolution;

public sealed class SipResolverTests
{
    private readonly ScriptedZone _zone = new();
    private readonly VirtualClock _clock = new();
    private readonly VirtualLoop _loop;
    private readonly ResolutionOptions _options = new() { HostsFile = "" };
    private readonly Random _random = new(7);
    private SipResolver? _resolver;

    public SipResolverTests() => _loop = _clock.CreateLoop();

    private SipResolver Resolver => _resolver ??= new SipResolver(_zone, _options, _clock.Time, _random);

    [Theory]
    [InlineData("192.0.2.1", null, null, false, "Udp 192.0.2.1:5060")]
    [InlineData("192.0.2.1", 5070, null, false, "Udp 192.0.2.1:5070")]
    [InlineData("192.0.2.1", null, SipTransportKind.Tcp, false, "Tcp 192.0.2.1:5060")]
    [InlineData("192.0.2.1", null, SipTransportKind.Tls, false, "Tls 192.0.2.1:5061")]
    [InlineData("192.0.2.1", null, null, true, "Tls 192.0.2.1:5061")]
    [InlineData("192.0.2.1", null, SipTransportKind.Tcp, true, "Tls 192.0.2.1:5061")]
    [InlineData("2001:db8::1", null, null, false, "Udp [2001:db8::1]:5060")]
    [InlineData("[2001:db8::1]", 5080, null, false, "Udp [2001:db8::1]:5080")]
    public void An_address_asks_no_name_server(string host, int? port, SipTransportKind? transport, bool secure, string expected)
    {
        var request = new SipResolutionRequest(host, port, transport, secure);
        Assert.Equal([expected], Targets(request));
        Assert.True(Resolver.TryResolveNow(request, out var target));
        Assert.Equal(expected, Text(target));
        Assert.Empty(_zone.Asked);
    }

    [Fact]
    public void The_outcome_always_comes_by_the_loop()
    {
        SipResolution? outcome = null;
        Resolver.Resolve(new SipResolutionRequest("192.0.2.1"), _loop, resolution => outcome = resolution);
        Assert.Null(outcome);
        _clock.RunUntilIdle();
        Assert.IsType<SipResolution.Found>(outcome);
        Assert.False(Resolver.TryResolveNow(new SipResolutionRequest("carrier.example"), out _));
    }

    [Fact]
    public void Pointers_lead_to_servers_and_servers_to_addresses()
    {
        _zone.Naptr("carrier.example", (20, 0, "SIP+D2U", "_sip._udp.carrier.example"), (10, 20, "SIP+D2T", "_sip._tcp.carrier.example"), (10, 10, "SIPS+D2T", "_sips._tcp.carrier.example"),
                (5, 0, "E2U+sip", "elsewhere.example"))
            .Srv("_sips._tcp.carrier.example", (0, 0, 5061, "a.carrier.example"))
            .Srv("_sip._tcp.carrier.example", (20, 0, 5062, "b.carrier.example"), (10, 0, 5060, "a.carrier.example"))
            .A("a.carrier.example", "192.0.2.1").Aaaa("a.carrier.example", "2001:db8::1").A("b.carrier.example", "192.0.2.2");
        Assert.Equal(
            ["Tls 192.0.2.1:5061", "Tls [2001:db8::1]:5061", "Tcp 192.0.2.1:5060", "Tcp [2001:db8::1]:5060", "Tcp 192.0.2.2:5062"],
            Targets(new("carrier.example")));
        Assert.Equal(["Tls 192.0.2.1:5061", "Tls [2001:db8::1]:5061"], Targets(new("carrier.example", Secure: true)));
        Assert.DoesNotContain("SRV _sip._udp.carrier.example", _zone.Asked);
        Assert.All(Found(new("carrier.example")).Targets, target => Assert.Equal(target.Kind == SipTransportKind.Tls ? "carrier.example" : null, target.TlsServerName));
    }

    [Fact]
    public void Without_pointers_each_transport_is_asked_for()
    {
        _zone.Srv("_sip._tcp.carrier.example", (0, 0, 5070, "a.carrier.example")).A("a.carrier.example", "192.0.2.1");
        Assert.Equal(["Tcp 192.0.2.1:5070"], Targets(new("carrier.example")));
        Assert.Equal(
            ["NAPTR carrier.example", "SRV _sip._udp.carrier.example", "SRV _sip._tcp.carrier.example", "A a.carrier.example", "AAAA a.carrier.example"], _zone.Asked);
    }

    [Fact]
    public void Without_servers_the_name_itself_is_the_host()
    {
        _zone.A("carrier.example", "192.0.2.9").Aaaa("carrier.example", "2001:db8::9");
        Assert.Equal(["Udp 192.0.2.9:5060", "Udp [2001:db8::9]:5060"], Targets(new("carrier.example")));
        Assert.Equal(["Udp [2001:db8::9]:5060", "Udp 192.0.2.9:5060"], Targets(new("carrier.example.", Addresses: AddressPreference.V6ThenV4)));
        Assert.Equal(["Tls 192.0.2.9:5061"], Targets(new("carrier.example", Secure: true, Addresses: AddressPreference.V4Only)));
        Assert.Equal(["Udp [2001:db8::9]:5060"], Targets(new("CARRIER.example", Addresses: AddressPreference.V6Only)));
    }

    [Fact]
    public void A_port_skips_pointers_and_servers_and_a_transport_skips_pointers()
    {
        _zone.Naptr("carrier.example", (1, 1, "SIP+D2U", "_sip._udp.carrier.example")).Srv("_sip._tcp.carrier.example", (0, 0, 5070, "a.carrier.example"))
            .A("a.carrier.example", "192.0.2.1").A("carrier.example", "192.0.2.9");
        Assert.Equal(["Udp 192.0.2.9:5099"], Targets(new("carrier.example", 5099)));
        Assert.Equal(["Tcp 192.0.2.9:5099"], Targets(new("carrier.example", 5099, SipTransportKind.Tcp)));
        Assert.Equal(["A carrier.example", "AAAA carrier.example"], _zone.Asked);
        Assert.Equal(["Tcp 192.0.2.1:5070"], Targets(new("carrier.example", Transport: SipTransportKind.Tcp)));
        Assert.Equal(["Tls 192.0.2.9:5061"], Targets(new("carrier.example", Transport: SipTransportKind.Tls)));
        Assert.DoesNotContain("NAPTR carrier.example", _zone.Asked);
    }

    [Fact]
    public void A_server_declared_absent_is_believed()
    {
        _zone.Srv("_sip._udp.carrier.example", (0, 0, 0, ".")).A("carrier.example", "192.0.2.9");
        var failed = Failed(new("carrier.example"));
        Assert.Equal(ResolutionFault.NoUsableRecord, failed.Fault);
        Assert.Contains("not available", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_wrong_has_a_name_and_a_sentence()
    {
        var failed = Failed(new("nowhere.example"));
        Assert.Equal(ResolutionFault.NoSuchName, failed.Fault);
        Assert.Equal("nowhere.example leads to no address: A nowhere.example: the name does not exist; AAAA nowhere.example: the name does not exist.", failed.Sentence);

        _zone.Put("slow.example", DnsType.A, DnsAnswer.Failure(DnsStatus.Timeout));
        Assert.Equal(ResolutionFault.Timeout, Failed(new("slow.example", 5060)).Fault);

        _zone.Put("broken.example", DnsType.A, DnsAnswer.Failure(DnsStatus.ServerFailure, "the name server answered Refused"));
        Assert.Contains("Refused", Failed(new("broken.example", 5060)).Sentence, StringComparison.Ordinal);

        _zone.Aaaa("six.example", "2001:db8::1");
        Assert.Equal(ResolutionFault.NoUsableRecord, Failed(new("six.example", 5060, Addresses: AddressPreference.V4Only)).Fault);
    }

    [Fact]
    public void A_lost_answer_about_servers_does_not_send_calls_to_another_port()
    {
        _zone.Put("_sip._tcp.carrier.example", DnsType.Srv, DnsAnswer.Failure(DnsStatus.Timeout)).A("carrier.example", "192.0.2.9");
        Assert.Equal(ResolutionFault.Timeout, Failed(new("carrier.example", Transport: SipTransportKind.Tcp)).Fault);
        Assert.Equal(ResolutionFault.Timeout, Failed(new("carrier.example")).Fault);
        // The same for pointers is no reason to fail: old name servers choke on them.
        _zone.Put("other.example", DnsType.Naptr, DnsAnswer.Failure(DnsStatus.ServerFailure)).A("other.example", "192.0.2.8");
        Assert.Equal(["Udp 192.0.2.8:5060"], Targets(new("other.example")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("spa ce.example")]
    [InlineData("%41.example")]
    [InlineData("a\r\n.example")]
    [InlineData("1.2.3.4.5:6")]
    public void What_is_no_name_is_not_asked_for(string host)
    {
        Assert.Equal(ResolutionFault.BadName, Failed(new(host)).Fault);
        Assert.Empty(_zone.Asked);
    }

    [Fact]
    public void A_name_that_is_too_long_is_not_asked_for()
    {
        Assert.Equal(ResolutionFault.BadName, Failed(new(new string('a', 64) + ".example")).Fault);
        Assert.Equal(ResolutionFault.BadName, Failed(new(string.Concat(Enumerable.Repeat("abcdefghi.", 26)))).Fault);
    }

    [Fact]
    public void Answers_are_kept_for_their_time_and_no_longer()
    {
        _zone.TimeToLive = TimeSpan.FromSeconds(60);
        _zone.A("carrier.example", "192.0.2.1");
        var request = new SipResolutionRequest("carrier.example", 5060, Addresses: AddressPreference.V4Only);
        Assert.Equal(["Udp 192.0.2.1:5060"], Targets(request));
        _zone.A("carrier.example", "192.0.2.2");
        _clock.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal(["Udp 192.0.2.1:5060"], Targets(request));
        Assert.Single(_zone.Asked);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(["Udp 192.0.2.2:5060"], Targets(request));
    }

    [Fact]
    public void An_absence_is_believed_for_half_a_minute_at_most()
    {
        var request = new SipResolutionRequest("carrier.example", 5060, Addresses: AddressPreference.V4Only);
        Failed(request);
        _zone.A("carrier.example", "192.0.2.2");
        _clock.Advance(TimeSpan.FromSeconds(29));
        Failed(request);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["Udp 192.0.2.2:5060"], Targets(request));
    }

    [Fact]
    public void A_failure_is_not_kept()
    {
        _zone.Put("carrier.example", DnsType.A, DnsAnswer.Failure(DnsStatus.Timeout));
        var request = new SipResolutionRequest("carrier.example", 5060, Addresses: AddressPreference.V4Only);
        Failed(request);
        _zone.A("carrier.example", "192.0.2.2");
        Assert.Equal(["Udp 192.0.2.2:5060"], Targets(request));
    }

    [Fact]
    public void Equal_questions_are_asked_once()
    {
        _zone.A("carrier.example", "192.0.2.1").HoldBack = true;
        var outcomes = new List<SipResolution>();
        for (var times = 0; times < 5; times++)
            Resolver.Resolve(new SipResolutionRequest(times % 2 == 0 ? "carrier.example" : "Carrier.Example", 5060), _loop, outcomes.Add);
        Assert.Equal(["A carrier.example", "AAAA carrier.example"], _zone.Asked);
        _zone.Release();
        Assert.Empty(outcomes);
        _clock.RunUntilIdle();
        Assert.Equal(5, outcomes.OfType<SipResolution.Found>().Count());
    }

    [Fact]
    public void A_look_up_ends_in_time_and_the_answer_still_serves_the_next()
    {
        _zone.A("carrier.example", "192.0.2.1").HoldBack = true;
        SipResolution? outcome = null;
        Resolver.Resolve(new SipResolutionRequest("carrier.example", 5060, Addresses: AddressPreference.V4Only), _loop, resolution => outcome = resolution);
        _clock.Advance(TimeSpan.FromSeconds(7.9));
        Assert.Null(outcome);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        SettleUntil(() => outcome is not null);
        Assert.Equal(ResolutionFault.Timeout, Assert.IsType<SipResolution.Failed>(outcome).Fault);
        _zone.Release();
        _zone.HoldBack = false;
        Assert.Equal(["Udp 192.0.2.1:5060"], Targets(new("carrier.example", 5060, Addresses: AddressPreference.V4Only)));
        Assert.Single(_zone.Asked);
    }

    [Fact]
    public void A_dead_target_comes_last_for_half_a_minute()
    {
        _zone.Srv("_sip._udp.carrier.example", (1, 0, 5060, "a.carrier.example"), (2, 0, 5060, "b.carrier.example"))
            .A("a.carrier.example", "192.0.2.1").A("b.carrier.example", "192.0.2.2");
        var request = new SipResolutionRequest("carrier.example", Transport: SipTransportKind.Udp, Addresses: AddressPreference.V4Only);
        var first = Found(request).Targets[0];
        Resolver.MarkDead(first);
        Assert.Equal(["Udp 192.0.2.2:5060", "Udp 192.0.2.1:5060"], Targets(request));
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(["Udp 192.0.2.1:5060", "Udp 192.0.2.2:5060"], Targets(request));
        Resolver.MarkDead(first);
        Resolver.MarkAlive(first);
        Assert.Equal(["Udp 192.0.2.1:5060", "Udp 192.0.2.2:5060"], Targets(request));
    }

    [Fact]
    public void The_cache_is_bounded()
    {
        _options.CacheEntries = 16;
        var cache = new DnsCache(_zone, _options, _clock.Time);
        for (var number = 0; number < 500; number++) _ = cache.QueryAsync($"host{number}.example", DnsType.A);
        Assert.InRange(cache.Count, 1, 16);
    }

    [Fact]
    public void A_zone_that_never_ends_is_cut_off()
    {
        _zone.Srv("_sip._udp.carrier.example", [.. Enumerable.Range(0, 500).Select(number => (number, 0, 5060, $"h{number}.carrier.example"))]);
        foreach (var number in Enumerable.Range(0, 500)) _zone.A($"h{number}.carrier.example", [.. Enumerable.Range(1, 100).Select(last => $"192.0.{number % 250}.{last}")]);
        Assert.Equal(32, Found(new("carrier.example", Transport: SipTransportKind.Udp)).Targets.Length);
        Assert.InRange(_zone.Asked.Count, 1, 40);
    }

    [Fact]
    public void Wrong_settings_are_told_in_sentences()
    {
        Assert.Empty(new ResolutionOptions { NameServers = ["127.0.0.1", "127.0.0.1:5353", "[::1]:53", "::1"] }.Problems());
        var wrong = new ResolutionOptions { NameServers = ["dns.example", "1.1.1.1:0"], Retries = -1, CacheEntries = 1, QueryTimeout = TimeSpan.Zero };
        Assert.Equal(5, wrong.Problems().Count());
        Assert.Contains("dns.example", Assert.Throws<ArgumentException>(() => SipResolver.Create(wrong, _clock.Time, _random)).Message, StringComparison.Ordinal);
    }

    private SipResolution Resolve(SipResolutionRequest request)
    {
        SipResolution? outcome = null;
        Resolver.Resolve(request, _loop, resolution => outcome = resolution);
        _clock.RunUntilIdle();
        return outcome!;
    }

    private SipResolution.Found Found(SipResolutionRequest request) => Assert.IsType<SipResolution.Found>(Resolve(request));

    private SipResolution.Failed Failed(SipResolutionRequest request) => Assert.IsType<SipResolution.Failed>(Resolve(request));

    private IEnumerable<string> Targets(SipResolutionRequest request) => Found(request).Targets.Select(Text);

    private static string Text(SipTarget target) => $"{target.Kind} {target.Remote}";

    /// <summary>A time-out ends on a thread of the pool and posts from there.</summary>
    private void SettleUntil(Func<bool> done) => Assert.True(SpinWait.SpinUntil(() => { _clock.RunUntilIdle(); return done(); }, TimeSpan.FromSeconds(10)));
}
