using System.Collections.Immutable;
using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Telephony.Net.Addresses;

namespace Telephony.Sip.Resolution;

/// <summary>Asks real name servers: UDP first, TCP when the answer was cut short (RFC 7766), the next server when one fails.</summary>
internal sealed class NameServerQuery : IDnsQuery
{
    /// <summary>Fits one Ethernet frame over IPv6 without fragments (RFC 6891 6.2.5, DNS flag day 2020).</summary>
    private const int UdpAnswerBytes = 1232;

    /// <summary>For an absence without an SOA record, which says no time of its own (RFC 2308 5: not to be kept for long).</summary>
    private static readonly TimeSpan UnstatedNegativeTtl = TimeSpan.FromSeconds(5);

    private readonly LookupClient _client;

    public NameServerQuery(ResolutionOptions options)
    {
        var servers = new List<IPEndPoint>();
        foreach (var text in options.NameServers)
            if (ResolutionOptions.TryServer(text, out var server)) servers.Add(server);
        var settings = servers.Count > 0 ? new LookupClientOptions([.. servers]) : new LookupClientOptions();
        settings.AutoResolveNameServers = servers.Count == 0;
        settings.UseCache = false;
        settings.CacheFailedResults = false;
        settings.ThrowDnsErrors = false;
        settings.ContinueOnEmptyResponse = false;
        settings.UseRandomNameServer = false;
        settings.UseTcpFallback = true;
        settings.ExtendedDnsBufferSize = UdpAnswerBytes;
        settings.Timeout = options.QueryTimeout;
        settings.Retries = options.Retries;
        _client = new LookupClient(settings);
    }

    public async Task<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken cancellation)
    {
        try
        {
            // The closing dot keeps search domains of the system out.
            var response = await _client.QueryAsync(name + ".", TypeOf(type), cancellationToken: cancellation).ConfigureAwait(false);
            return Read(response, type);
        }
        catch (DnsResponseException exception) when (exception.Code == DnsResponseCode.ConnectionTimeout)
        {
            return DnsAnswer.Failure(DnsStatus.Timeout);
        }
        catch (OperationCanceledException)
        {
            return DnsAnswer.Failure(DnsStatus.Timeout);
        }
        catch (Exception exception)
        {
            return DnsAnswer.Failure(DnsStatus.ServerFailure, exception.Message);
        }
    }

    private static QueryType TypeOf(DnsType type) => type switch
    {
        DnsType.A => QueryType.A,
        DnsType.Aaaa => QueryType.AAAA,
        DnsType.Srv => QueryType.SRV,
        _ => QueryType.NAPTR,
    };

    private static DnsAnswer Read(IDnsQueryResponse response, DnsType type)
    {
        switch (response.Header.ResponseCode)
        {
            case DnsHeaderResponseCode.NoError: break;
            case DnsHeaderResponseCode.NotExistentDomain: return new DnsAnswer(DnsStatus.NoSuchName, [], NegativeTtl(response));
            default: return DnsAnswer.Failure(DnsStatus.ServerFailure, $"the name server answered {response.Header.ResponseCode}");
        }
        // A name that is an alias brings CNAME records along: the shortest life of the whole chain counts.
        var records = ImmutableArray.CreateBuilder<DnsRecord>();
        var ttl = int.MaxValue;
        foreach (var answer in response.Answers)
        {
            ttl = Math.Min(ttl, answer.InitialTimeToLive);
            if (Read(answer, type) is { } record) records.Add(record);
        }
        return records.Count > 0
            ? new DnsAnswer(DnsStatus.Found, records.DrainToImmutable(), TimeSpan.FromSeconds(Math.Max(0, ttl)))
            : new DnsAnswer(DnsStatus.NoData, [], NegativeTtl(response));
    }

    private static DnsRecord? Read(DnsResourceRecord record, DnsType type) => (record, type) switch
    {
        (ARecord a, DnsType.A) => new DnsRecord.Address(NetEndpoint.From(a.Address, 0)),
        (AaaaRecord aaaa, DnsType.Aaaa) => new DnsRecord.Address(NetEndpoint.From(aaaa.Address, 0)),
        (SrvRecord srv, DnsType.Srv) => new DnsRecord.Srv(srv.Priority, srv.Weight, srv.Port, srv.Target.Value),
        (NAPtrRecord naptr, DnsType.Naptr) =>
            new DnsRecord.Naptr(naptr.Order, naptr.Preference, naptr.Flags, naptr.Services, naptr.RegularExpression, naptr.Replacement.Value),
        _ => null,
    };

    /// <summary>RFC 2308 5: the lesser of the SOA record's own life and its minimum field.</summary>
    private static TimeSpan NegativeTtl(IDnsQueryResponse response)
    {
        foreach (var record in response.Authorities)
            if (record is SoaRecord soa) return TimeSpan.FromSeconds(Math.Min(soa.InitialTimeToLive, soa.Minimum));
        return UnstatedNegativeTtl;
    }
}
