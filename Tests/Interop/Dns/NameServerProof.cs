using System.Net;
using System.Net.Sockets;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Interop.Dns;

/// <summary>RFC 3263 against BIND: what the scripted zones of the unit tests take for granted.</summary>
public sealed class NameServerProof : IDisposable
{
    private const string Carrier = """
        carrier NAPTR 10 10 "s" "SIPS+D2T" "" _sips._tcp.carrier
        carrier NAPTR 10 20 "S" "SIP+D2U" "" _sip._udp.carrier
        carrier NAPTR 20 10 "s" "SIP+D2T" "" _sip._tcp.carrier
        _sips._tcp.carrier SRV 1 0 5061 a.carrier
        _sip._udp.carrier SRV 20 0 5062 b.carrier
        _sip._udp.carrier SRV 10 0 5060 a.carrier
        _sip._tcp.carrier SRV 10 0 5060 a.carrier
        a.carrier A 192.0.2.1
        a.carrier AAAA 2001:db8::1
        b.carrier CNAME c.carrier
        c.carrier A 192.0.2.3
        """;

    private readonly WorkFolder _work = new();
    private readonly VirtualClock _clock = new();
    private readonly VirtualLoop _loop;

    public NameServerProof() => _loop = _clock.CreateLoop();

    [Fact]
    public async Task Pointers_servers_addresses_and_aliases_are_followed()
    {
        await using var named = await Named.StartAsync(_work, Carrier);
        var resolver = Resolver(named.Address);
        Assert.Equal(
            ["Tls 192.0.2.1:5061", "Tls [2001:db8::1]:5061", "Udp 192.0.2.1:5060", "Udp [2001:db8::1]:5060", "Udp 192.0.2.3:5062"],
            await TargetsAsync(resolver, new("carrier.sip.test")));
        Assert.Equal(["Tcp 192.0.2.1:5060"], await TargetsAsync(resolver, new("carrier.sip.test", Transport: SipTransportKind.Tcp, Addresses: AddressPreference.V4Only)));
        Assert.Equal(["Tcp [2001:db8::1]:5080"], await TargetsAsync(resolver, new("a.carrier.sip.test", 5080, SipTransportKind.Tcp, Addresses: AddressPreference.V6Only)));
        Assert.Equal(["Udp 192.0.2.3:5060"], await TargetsAsync(resolver, new("b.carrier.sip.test")));
    }

    [Fact]
    public async Task Weights_share_the_calls()
    {
        await using var named = await Named.StartAsync(_work, "_sip._udp.pool SRV 1 75 5060 a.pool\n_sip._udp.pool SRV 1 25 5060 b.pool\na.pool A 192.0.2.1\nb.pool A 192.0.2.2");
        var resolver = Resolver(named.Address);
        var first = new List<string>();
        for (var calls = 0; calls < 400; calls++)
        {
            var targets = await TargetsAsync(resolver, new("pool.sip.test", Transport: SipTransportKind.Udp));
            Assert.Equal(2, targets.Count);
            first.Add(targets[0]);
        }
        Assert.InRange(first.Count(target => target == "Udp 192.0.2.1:5060"), 260, 340);
        Assert.Single(named.Questions, question => question.StartsWith("_sip._udp.pool", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_zone_is_seen_when_its_time_to_live_has_passed()
    {
        await using var named = await Named.StartAsync(_work, "host 7 A 192.0.2.1");
        var resolver = Resolver(named.Address);
        var request = new SipResolutionRequest("host.sip.test", 5060, Addresses: AddressPreference.V4Only);
        Assert.Equal(["Udp 192.0.2.1:5060"], await TargetsAsync(resolver, request));
        await named.ServeAsync("host 7 A 192.0.2.2");
        _clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(["Udp 192.0.2.1:5060"], await TargetsAsync(resolver, request));
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(["Udp 192.0.2.2:5060"], await TargetsAsync(resolver, request));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_asked_again_when_the_zone_says_so()
    {
        await using var named = await Named.StartAsync(_work, "host A 192.0.2.1");
        var resolver = Resolver(named.Address);
        var request = new SipResolutionRequest("later.sip.test", 5060, Addresses: AddressPreference.V4Only);
        Assert.Equal(ResolutionFault.NoSuchName, (await FailedAsync(resolver, request)).Fault);
        Assert.Equal(ResolutionFault.NoUsableRecord, (await FailedAsync(resolver, request with { Host = "host.sip.test", Addresses = AddressPreference.V6Only })).Fault);
        await named.ServeAsync("later A 192.0.2.7");
        // The zone's SOA says 20 s for absences.
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(ResolutionFault.NoSuchName, (await FailedAsync(resolver, request)).Fault);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["Udp 192.0.2.7:5060"], await TargetsAsync(resolver, request));
    }

    [Fact]
    public async Task An_answer_that_was_cut_short_is_fetched_by_tcp()
    {
        var servers = string.Join('\n', Enumerable.Range(1, 60).Select(number =>
            $"_sip._udp.big SRV {number} 0 5060 a-server-with-quite-a-long-name-{number}.big\na-server-with-quite-a-long-name-{number}.big A 192.0.2.{number}"));
        await using var named = await Named.StartAsync(_work, servers);
        var targets = await TargetsAsync(Resolver(named.Address), new("big.sip.test", Transport: SipTransportKind.Udp, Addresses: AddressPreference.V4Only));
        Assert.Equal(Enumerable.Range(1, 16).Select(number => $"Udp 192.0.2.{number}:5060"), targets);
        Assert.Contains("_sip._udp.big.sip.test IN SRV over TCP", named.Questions);
        Assert.Contains("_sip._udp.big.sip.test IN SRV", named.Questions);
    }

    [Fact]
    public async Task A_silent_name_server_is_a_time_out_and_the_next_one_is_asked()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var quiet = silent.LocalEndPoint!.ToString()!;
        var request = new SipResolutionRequest("host.sip.test", 5060, Addresses: AddressPreference.V4Only);
        Assert.Equal(ResolutionFault.Timeout, (await FailedAsync(Resolver(quiet), request)).Fault);

        await using var named = await Named.StartAsync(_work, "host A 192.0.2.1");
        Assert.Equal(["Udp 192.0.2.1:5060"], await TargetsAsync(Resolver(quiet, named.Address), request));
    }

    [Fact]
    public async Task A_name_server_that_is_not_there_or_not_in_charge_is_a_failure_with_a_sentence()
    {
        await using var named = await Named.StartAsync(_work, "host A 192.0.2.1");
        var refused = await FailedAsync(Resolver(named.Address), new("elsewhere.example", 5060));
        Assert.Equal(ResolutionFault.ServerFailure, refused.Fault);
        Assert.Contains("Refused", refused.Sentence, StringComparison.Ordinal);
        var gone = await FailedAsync(Resolver($"127.0.0.1:{Ports.Take()}"), new("host.sip.test", 5060));
        Assert.True(gone.Fault is ResolutionFault.Timeout or ResolutionFault.ServerFailure, gone.Sentence);
    }

    public void Dispose() => _work.Dispose();

    private SipResolver Resolver(params string[] servers) =>
        SipResolver.Create(new ResolutionOptions { NameServers = servers, QueryTimeout = TimeSpan.FromSeconds(1), Retries = 0 }, _clock.Time, new Random(3));

    private async Task<SipResolution> ResolveAsync(SipResolver resolver, SipResolutionRequest request)
    {
        SipResolution? outcome = null;
        resolver.Resolve(request, _loop, resolution => outcome = resolution);
        await Until.TrueAsync(() => { _clock.RunUntilIdle(); return outcome is not null; }, TimeSpan.FromSeconds(20), () => $"{request} had no outcome");
        return outcome!;
    }

    private async Task<IReadOnlyList<string>> TargetsAsync(SipResolver resolver, SipResolutionRequest request)
    {
        var outcome = await ResolveAsync(resolver, request);
        Assert.True(outcome is SipResolution.Found, outcome.ToString());
        return [.. ((SipResolution.Found)outcome).Targets.Select(target => $"{target.Kind} {target.Remote}")];
    }

    private async Task<SipResolution.Failed> FailedAsync(SipResolver resolver, SipResolutionRequest request) =>
        Assert.IsType<SipResolution.Failed>(await ResolveAsync(resolver, request));
}
