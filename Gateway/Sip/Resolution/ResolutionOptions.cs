using System.Net;

namespace Telephony.Sip.Resolution;

/// <summary>How names are looked up.</summary>
public sealed class ResolutionOptions
{
    public const string Section = "Telephony:Dns";

    /// <summary>Name servers to ask, in order: <c>address</c> or <c>address:port</c>. Empty: those of the system.</summary>
    public IReadOnlyList<string> NameServers { get; set; } = [];

    /// <summary>Names that are looked up here and nowhere else; empty: none. Null: the operating system's.</summary>
    public string? HostsFile { get; set; }

    /// <summary>Wait for one answer of one server before asking again.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Further tries of a server that does not answer.</summary>
    public int Retries { get; set; } = 1;

    /// <summary>Longest time for a whole look-up with all its queries; below the time a caller waits for ringing.</summary>
    public TimeSpan LookupTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Answers kept.</summary>
    public int CacheEntries { get; set; } = 4096;

    /// <summary>Most an absence is believed, whatever the zone says (RFC 2308 5 allows hours): a repaired zone is noticed soon.</summary>
    public TimeSpan NegativeTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most a record is believed.</summary>
    public TimeSpan LongestTtl { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a dead target is remembered (RFC 3263 4.3 leaves it open; the usual value).</summary>
    public TimeSpan DeadTargetTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>One sentence per mistake; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var server in NameServers)
            if (!TryServer(server, out _)) yield return $"{Section}:NameServers has '{server}': an IP address, with :port if it is not 53, is needed.";
        if (QueryTimeout <= TimeSpan.Zero) yield return $"{Section}:QueryTimeout is {QueryTimeout}: more than zero is needed.";
        if (Retries is < 0 or > 10) yield return $"{Section}:Retries is {Retries}: 0 to 10 are allowed.";
        if (LookupTimeout < QueryTimeout) yield return $"{Section}:LookupTimeout is {LookupTimeout}: at least QueryTimeout ({QueryTimeout}) is needed.";
        if (CacheEntries < 16) yield return $"{Section}:CacheEntries is {CacheEntries}: at least 16 are needed.";
        if (NegativeTtl < TimeSpan.Zero) yield return $"{Section}:NegativeTtl is {NegativeTtl}: it cannot be negative.";
        if (LongestTtl < TimeSpan.Zero) yield return $"{Section}:LongestTtl is {LongestTtl}: it cannot be negative.";
        if (DeadTargetTime < TimeSpan.Zero) yield return $"{Section}:DeadTargetTime is {DeadTargetTime}: it cannot be negative.";
    }

    internal static bool TryServer(string text, out IPEndPoint server)
    {
        server = new IPEndPoint(IPAddress.None, 53);
        if (IPAddress.TryParse(text, out var address)) server = new IPEndPoint(address, 53);
        else if (IPEndPoint.TryParse(text, out var parsed) && parsed.Port > 0) server = parsed;
        else return false;
        return true;
    }
}
