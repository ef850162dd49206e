using System.Collections.Immutable;
using Telephony.Net.Addresses;

namespace Telephony.Sip.Resolution;

/// <summary>Asks name servers one question. Any thread; no cache of its own.</summary>
public interface IDnsQuery
{
    /// <summary>Ends in one of the statuses; never throws.</summary>
    Task<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken cancellation);
}

public enum DnsType { A, Aaaa, Srv, Naptr }

public enum DnsStatus
{
    /// <summary>At least one record of the type asked for.</summary>
    Found,
    /// <summary>The name exists, without such records (RFC 2308 2.2).</summary>
    NoData,
    NoSuchName,
    ServerFailure,
    Timeout,
}

/// <summary>What became of one question.</summary>
/// <param name="TimeToLive">How long the answer may be kept: the least of its records, or what the zone says of absences; zero when not to be kept.</param>
/// <param name="Detail">What the name server said, for the trace; null when the status says it all.</param>
public sealed record DnsAnswer(DnsStatus Status, ImmutableArray<DnsRecord> Records, TimeSpan TimeToLive, string? Detail = null)
{
    public static DnsAnswer Failure(DnsStatus status, string? detail = null) => new(status, [], TimeSpan.Zero, detail);
}

/// <summary>The part of a record that resolution reads.</summary>
public abstract record DnsRecord
{
    private DnsRecord() { }

    /// <param name="Endpoint">Address of an A or AAAA record, port 0.</param>
    public sealed record Address(NetEndpoint Endpoint) : DnsRecord;

    /// <summary>RFC 2782.</summary>
    public sealed record Srv(int Priority, int Weight, int Port, string Target) : DnsRecord;

    /// <summary>RFC 3403 4.1.</summary>
    public sealed record Naptr(int Order, int Preference, string Flags, string Services, string Regexp, string Replacement) : DnsRecord;
}
