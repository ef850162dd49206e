using System.Collections.Immutable;
using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Sip.Resolution;

/// <summary>
/// One look-up on its way through RFC 3263 4.1 and 4.2:
/// <code>
///   address ───────────────────────────────────────────────────► target
///   name:port ─────────────────────────────────────► A, AAAA ──► targets
///   name;transport= ───────────────────► SRV ──────► A, AAAA ──► targets
///   name ──────────► NAPTR ────────────► SRV ──────► A, AAAA ──► targets
///                      └ none: SRV for each transport; none: A, AAAA at the default port
/// </code>
/// A name of the hosts file has the addresses that stand there, and nothing of DNS: neither pointers and servers, nor addresses of the other family.
/// </summary>
internal sealed class TargetSearch(SipResolutionRequest request, string name, DnsCache dns, HostsFile hosts, Func<int, int> below)
{
    private const int MostServers = 16;
    private const int MostAddressesPerName = 8;
    private const int MostTargets = 32;

    private readonly List<SipTarget> _targets = [];
    private readonly List<string> _said = [];
    private ResolutionFault _fault = ResolutionFault.NoUsableRecord;

    public async Task<SipResolution> RunAsync()
    {
        if (hosts.TryFind(name, out _)) await AddAddressesAsync(TransportOf(request), name, request.Port ?? TransportOf(request).DefaultPort()).ConfigureAwait(false);
        else if (request.Port is { } port) await AddAddressesAsync(TransportOf(request), name, port).ConfigureAwait(false);
        else if (request.Transport is not null) await FollowOneTransportAsync(TransportOf(request)).ConfigureAwait(false);
        else await FollowPointersAsync().ConfigureAwait(false);
        return _targets.Count > 0
            ? new SipResolution.Found([.. _targets])
            : new SipResolution.Failed(_fault, $"{request.Host} leads to no address: {string.Join("; ", _said)}.");
    }

    /// <summary>The transport of a request that needs no pointer to it (RFC 3263 4.1).</summary>
    public static SipTransportKind TransportOf(SipResolutionRequest request)
    {
        var transport = request.Transport ?? (request.Secure ? SipTransportKind.Tls : SipTransportKind.Udp);
        // transport=tcp with sips: is TLS over TCP (RFC 3261 26.2.2); UDP has no secure form here.
        return request.Secure && transport is (SipTransportKind.Tcp or SipTransportKind.Udp) ? SipTransportKind.Tls : transport;
    }

    /// <summary>A certificate must prove the name asked for, never what DNS made of it (RFC 5922 7.2).</summary>
    public static SipTarget Target(SipTransportKind transport, NetEndpoint endpoint, SipResolutionRequest request) =>
        new(transport, endpoint, TlsServerName: transport.IsSecure() ? request.Host : null);

    private async Task FollowOneTransportAsync(SipTransportKind transport)
    {
        var servers = await dns.QueryAsync(ServiceName(transport), DnsType.Srv).ConfigureAwait(false);
        if (servers.Status == DnsStatus.Found) await AddServersAsync(transport, servers).ConfigureAwait(false);
        else if (IsAbsent(servers)) await AddAddressesAsync(transport, name, transport.DefaultPort()).ConfigureAwait(false);
        else Note(ServiceName(transport), DnsType.Srv, servers);
    }

    private async Task FollowPointersAsync()
    {
        // Some name servers choke on NAPTR: whatever is not an answer counts as "no pointers".
        var pointers = await dns.QueryAsync(name, DnsType.Naptr).ConfigureAwait(false);
        var served = Served(pointers);
        foreach (var (pointer, transport) in served)
        {
            if (!HostText.TryName(pointer.Replacement, out var replacement)) continue;
            if (pointer.Flags.Equals("a", StringComparison.OrdinalIgnoreCase))
            {
                await AddAddressesAsync(transport, replacement, transport.DefaultPort()).ConfigureAwait(false);
                continue;
            }
            var servers = await dns.QueryAsync(replacement, DnsType.Srv).ConfigureAwait(false);
            if (servers.Status == DnsStatus.Found) await AddServersAsync(transport, servers).ConfigureAwait(false);
            else Note(replacement, DnsType.Srv, servers);
        }
        if (served.Count == 0) await TryEachTransportAsync().ConfigureAwait(false);
    }

    /// <summary>Without pointers the transports are asked for one by one; we prefer them in this order.</summary>
    private async Task TryEachTransportAsync()
    {
        SipTransportKind[] transports = request.Secure ? [SipTransportKind.Tls] : [SipTransportKind.Udp, SipTransportKind.Tcp];
        var answers = await Task.WhenAll(transports.Select(transport => dns.QueryAsync(ServiceName(transport), DnsType.Srv))).ConfigureAwait(false);
        for (var index = 0; index < transports.Length; index++)
        {
            if (answers[index].Status == DnsStatus.Found) await AddServersAsync(transports[index], answers[index]).ConfigureAwait(false);
            else if (!IsAbsent(answers[index])) Note(ServiceName(transports[index]), DnsType.Srv, answers[index]);
        }
        // Only a sure absence of SRV leads on: a lost answer must not send calls to another port.
        if (answers.All(IsAbsent)) await AddAddressesAsync(transports[0], name, transports[0].DefaultPort()).ConfigureAwait(false);
    }

    /// <summary>Pointers to transports that are served, those of the best order only (RFC 3403 4.1), by preference.</summary>
    private List<(DnsRecord.Naptr Pointer, SipTransportKind Transport)> Served(DnsAnswer pointers)
    {
        var served = new List<(DnsRecord.Naptr Pointer, SipTransportKind Transport)>();
        foreach (var record in pointers.Records)
        {
            if (record is not DnsRecord.Naptr pointer || pointer.Regexp.Length > 0) continue;
            if (!pointer.Flags.Equals("s", StringComparison.OrdinalIgnoreCase) && !pointer.Flags.Equals("a", StringComparison.OrdinalIgnoreCase)) continue;
            if (TransportOf(pointer.Services) is { } transport && (!request.Secure || transport == SipTransportKind.Tls)) served.Add((pointer, transport));
        }
        if (served.Count == 0) return served;
        var best = served.Min(entry => entry.Pointer.Order);
        return [.. served.Where(entry => entry.Pointer.Order == best).OrderBy(entry => entry.Pointer.Preference)];
    }

    private static SipTransportKind? TransportOf(string services) => services.ToUpperInvariant() switch
    {
        "SIP+D2U" => SipTransportKind.Udp,
        "SIP+D2T" => SipTransportKind.Tcp,
        "SIPS+D2T" => SipTransportKind.Tls,
        _ => null,
    };

    private string ServiceName(SipTransportKind transport) => transport switch
    {
        SipTransportKind.Udp => "_sip._udp." + name,
        SipTransportKind.Tcp => "_sip._tcp." + name,
        SipTransportKind.Tls => "_sips._tcp." + name,
        SipTransportKind.Ws => "_sip._ws." + name,
        _ => "_sips._ws." + name,
    };

    private async Task AddServersAsync(SipTransportKind transport, DnsAnswer answer)
    {
        var records = answer.Records.OfType<DnsRecord.Srv>().Where(record => record.Target is not ("." or "") && record.Port > 0).ToList();
        if (records.Count == 0) _said.Add($"{transport.ToString().ToUpperInvariant()} is declared not available"); // RFC 2782: target "."
        var servers = SrvOrder.Draw(records, below).Take(MostServers).ToList();
        // All addresses are asked for at once; they are added in the order of the servers.
        var addresses = await Task.WhenAll(servers.Select(server => AddressesAsync(server.Target))).ConfigureAwait(false);
        for (var index = 0; index < servers.Count; index++) Add(transport, addresses[index], servers[index].Port);
    }

    private async Task AddAddressesAsync(SipTransportKind transport, string host, int port) =>
        Add(transport, await AddressesAsync(host).ConfigureAwait(false), port);

    private void Add(SipTransportKind transport, List<NetEndpoint> addresses, int port)
    {
        foreach (var address in addresses)
        {
            var target = Target(transport, address.WithPort(port), request);
            if (_targets.Count < MostTargets && !_targets.Contains(target)) _targets.Add(target);
        }
    }

    private async Task<List<NetEndpoint>> AddressesAsync(string host)
    {
        DnsType[] types = request.Addresses switch
        {
            AddressPreference.V4Only => [DnsType.A],
            AddressPreference.V6Only => [DnsType.Aaaa],
            AddressPreference.V6ThenV4 => [DnsType.Aaaa, DnsType.A],
            _ => [DnsType.A, DnsType.Aaaa],
        };
        if (!HostText.TryName(host, out var asked)) return [];
        if (hosts.TryFind(asked, out var pinned))
        {
            List<NetEndpoint> wanted = [.. types.SelectMany(type => pinned.Where(address => address.IsV4 == (type == DnsType.A))).Take(MostAddressesPerName)];
            if (wanted.Count == 0) Say($"the hosts file has {asked}, and no address of it that is wanted");
            return wanted;
        }
        var answers = await Task.WhenAll(types.Select(type => dns.QueryAsync(asked, type))).ConfigureAwait(false);
        var addresses = new List<NetEndpoint>();
        for (var index = 0; index < types.Length; index++)
        {
            if (answers[index].Status != DnsStatus.Found) Note(asked, types[index], answers[index]);
            addresses.AddRange(answers[index].Records.OfType<DnsRecord.Address>().Take(MostAddressesPerName).Select(record => record.Endpoint));
        }
        return addresses;
    }

    private void Say(string what)
    {
        lock (_said) _said.Add(what);
    }

    private static bool IsAbsent(DnsAnswer answer) => answer.Status is DnsStatus.NoData or DnsStatus.NoSuchName;

    /// <summary>Keeps what went wrong; the most alarming of all names the failure.</summary>
    private void Note(string asked, DnsType type, DnsAnswer answer)
    {
        var (fault, text) = answer.Status switch
        {
            DnsStatus.Timeout => (ResolutionFault.Timeout, "no name server answered in time"),
            DnsStatus.ServerFailure => (ResolutionFault.ServerFailure, "the name server failed"),
            DnsStatus.NoSuchName => (ResolutionFault.NoSuchName, "the name does not exist"),
            _ => (ResolutionFault.NoUsableRecord, "there is no such record"),
        };
        lock (_said)
        {
            _said.Add($"{type.ToString().ToUpperInvariant()} {asked}: {answer.Detail ?? text}");
            if (Alarm(fault) > Alarm(_fault)) _fault = fault;
        }
    }

    private static int Alarm(ResolutionFault fault) => fault switch
    {
        ResolutionFault.Timeout => 3,
        ResolutionFault.ServerFailure => 2,
        ResolutionFault.NoSuchName => 1,
        _ => 0,
    };
}
