using System.Text;
using Telephony.Domain.NumberRules;

namespace Telephony.Domain.Trunks;

/// <summary>The trunks that list one source, with their answers ready.</summary>
internal sealed class SourceClaims
{
    private const int LongestNumber = 128;

    private readonly List<SourceClaim> claims = [];
    private TrunkMatch.Ambiguous? ambiguous;

    public void Add(Trunk trunk, SourceAddress source) => claims.Add(new SourceClaim(trunk, source));

    /// <summary>The claim's answer; null when each has a pattern and none takes the called number.</summary>
    public TrunkMatch? Pick(in InboundSource source, MatchedBy how)
    {
        if (claims.Count == 1 && claims[0].Pattern is null) return claims[0].Answer(source.Transport, how);
        Span<char> called = stackalloc char[LongestNumber];
        if (!Encoding.UTF8.TryGetChars(source.CalledNumber, called, out var length)) length = 0;
        SourceClaim? rest = null;
        SourceClaim? taken = null;
        foreach (var claim in claims)
        {
            if (claim.Pattern is null)
            {
                if (rest is not null) return ambiguous ??= Conflict();
                rest = claim;
            }
            else if (claim.Pattern.IsMatch(called[..length]))
            {
                if (taken is not null) return ambiguous ??= Conflict();
                taken = claim;
            }
        }
        return (taken ?? rest)?.Answer(source.Transport, how);
    }

    private TrunkMatch.Ambiguous Conflict() =>
        new([.. claims.Select(c => c.Trunk)], $"The source is claimed by {string.Join(" and ", claims.Select(c => c.Trunk.Id))}, and the called number does not tell them apart.");
}

/// <summary>One trunk's claim on a source.</summary>
internal sealed class SourceClaim(Trunk trunk, SourceAddress source)
{
    private readonly TrunkMatch[] found =
    [
        .. Enum.GetValues<MatchedBy>().Select(how => new TrunkMatch.Found(trunk, how, $"{source} is {Describe(how)} of trunk {trunk.Id}.")),
    ];

    private readonly TrunkMatch.Disabled disabled = new(trunk, $"{source} is a source of trunk {trunk.Id}, which is not enabled.");

    private readonly TrunkMatch.WrongTransport weak = new(trunk, $"{source} is a source of trunk {trunk.Id}, which wants {trunk.Transport.ToWord()} or better.");

    public Trunk Trunk => trunk;

    public NumberPattern? Pattern => trunk.Authentication.CalledPattern;

    public TrunkMatch Answer(SignallingTransport used, MatchedBy how)
    {
        if (!used.Satisfies(trunk.Transport)) return weak;
        return trunk.Enabled ? found[(int)how] : disabled;
    }

    private static string Describe(MatchedBy how) => how switch
    {
        MatchedBy.ExactAddressAndPort => "an address with port",
        MatchedBy.ExactAddress => "an address",
        _ => "a network",
    };
}

/// <summary>One digest trunk's answers.</summary>
internal sealed class DigestClaim(Trunk trunk)
{
    private readonly TrunkMatch.Found proven = new(trunk, MatchedBy.Digest, $"Credentials of trunk {trunk.Id} are proven.");
    private readonly TrunkMatch.Disabled disabled = new(trunk, $"Credentials of trunk {trunk.Id} are proven, but it is not enabled.");
    private readonly TrunkMatch.WrongTransport weak = new(trunk, $"Credentials of trunk {trunk.Id} are proven, but it wants {trunk.Transport.ToWord()} or better.");

    public Trunk Trunk => trunk;

    public TrunkMatch.NeedsDigest ByCredentials { get; } = new(trunk, $"The credentials name trunk {trunk.Id} and are not proven yet.");

    public TrunkMatch.NeedsDigest ByHost { get; } = new(trunk, $"The host of From names trunk {trunk.Id}, which must prove itself by digest.");

    public TrunkMatch.NeedsDigest ByUser { get; } = new(trunk, $"The user of From names trunk {trunk.Id}, which must prove itself by digest.");

    public TrunkMatch Proven(SignallingTransport used)
    {
        if (!used.Satisfies(trunk.Transport)) return weak;
        return trunk.Enabled ? proven : disabled;
    }
}
