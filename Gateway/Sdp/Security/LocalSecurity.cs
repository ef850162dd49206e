using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.Security;

/// <summary>How a leg of ours protects its media: policy and, for each suite it may use, a key of its own. The same for the life of the leg. Shows no key.</summary>
public sealed class LocalSecurity(SecurityPolicy policy, ImmutableArray<(CryptoSuite Suite, CryptoKey Key)> keys)
{
    public static LocalSecurity Off { get; } = new(SecurityPolicy.Off, []);

    /// <summary>For reading what another leg's peer said: any suite, a key that is never used.</summary>
    internal static LocalSecurity Any { get; } = new(
        SecurityPolicy.Prefer, [.. Enum.GetValues<CryptoSuite>().Select(static suite => (suite, new CryptoKey(new byte[suite.KeyAndSaltBytes()])))]);

    public SecurityPolicy Policy => policy;

    /// <summary>False: a first offer of ours asks for plain RTP although the policy would prefer SRTP, because the peer has refused it or is not known to take it.</summary>
    public bool Offers { get; init; } = policy != SecurityPolicy.Off;

    /// <summary>All suites, preferred first, as an offer names them.</summary>
    public ImmutableArray<SdpAttribute> OfferLines()
    {
        var lines = ImmutableArray.CreateBuilder<SdpAttribute>(keys.Length);
        foreach (var (suite, key) in keys) lines.Add(CryptoAttribute.Write(lines.Count + 1, suite, key));
        return lines.MoveToImmutable();
    }

    /// <summary>The one to take of what a peer's section offers: by our own order, for the peer's may put the weaker tag first. Null: none can be used.</summary>
    internal SecurityChoice? Choose(MediaDescription media)
    {
        if (policy == SecurityPolicy.Off) return null;
        CryptoAttribute? best = null;
        var bestRank = keys.Length;
        foreach (var line in media.Attributes)
        {
            if (line.Name != CryptoAttribute.Name || !CryptoReader.TryRead(line.Value ?? "", out var attribute, out _)) continue;
            var rank = 0;
            while (rank < keys.Length && keys[rank].Suite != attribute!.Suite) rank++;
            if (rank < bestRank) (best, bestRank) = (attribute, rank);
        }
        return best is null ? null : new SecurityChoice(best, keys[bestRank].Key);
    }
}

/// <summary>A line of the peer that we take, and the key of ours that goes with it.</summary>
internal sealed record SecurityChoice(CryptoAttribute Theirs, CryptoKey Ours)
{
    public AgreedSecurity Agreed => new(Theirs.Suite, Ours, Theirs.Keys);

    /// <summary>Our answer's line: the peer's tag, our key (RFC 4568 5.1.2).</summary>
    public SdpAttribute Answer => CryptoAttribute.Write(Theirs.Tag, Theirs.Suite, Ours);
}
