using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.Security;

/// <summary>What was agreed on the protection of a leg's media. Compared by content; shows its suite and no key.</summary>
public sealed class AgreedSecurity(CryptoSuite suite, CryptoKey local, ImmutableArray<CryptoKey> remote) : IEquatable<AgreedSecurity>
{
    public CryptoSuite Suite => suite;

    /// <summary>Protects what we send.</summary>
    public CryptoKey Local => local;

    /// <summary>Protects what the peer sends; several when it tells them apart by identifiers.</summary>
    public ImmutableArray<CryptoKey> Remote => remote;

    /// <summary>
    /// What the answer to our offer says (RFC 4568 5.1.3). True without an agreement where we offered none; false when the answer takes no line of ours.
    /// </summary>
    public static bool TryAccept(MediaDescription offered, MediaDescription answered, out AgreedSecurity? agreed)
    {
        agreed = null;
        if (!offered.Attributes.Has(CryptoAttribute.Name)) return true;
        foreach (var line in answered.Attributes)
        {
            if (line.Name != CryptoAttribute.Name || !CryptoReader.TryRead(line.Value ?? "", out var theirs, out _)) continue;
            foreach (var own in offered.Attributes)
            {
                if (own.Name != CryptoAttribute.Name || !CryptoReader.TryRead(own.Value ?? "", out var ours, out _)) continue;
                if (ours!.Tag != theirs!.Tag || ours.Suite != theirs.Suite) continue;
                agreed = new AgreedSecurity(ours.Suite, ours.Keys[0], theirs.Keys);
                return true;
            }
        }
        return false;
    }

    public bool Equals(AgreedSecurity? other) =>
        other is not null && suite == other.Suite && local.Equals(other.Local) && remote.SequenceEqual(other.Remote);

    public override bool Equals(object? obj) => Equals(obj as AgreedSecurity);

    public override int GetHashCode() => HashCode.Combine(suite, remote.Length);

    public override string ToString() => suite.ToName();
}
