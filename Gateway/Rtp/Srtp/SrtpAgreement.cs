namespace Telephony.Rtp.Srtp;

/// <summary>What was agreed on the protection of one leg. Immutable; a re-key makes a new one.</summary>
public sealed class SrtpAgreement : IEquatable<SrtpAgreement>
{
    /// <param name="local">Protects what we send.</param>
    /// <param name="remote">Protect what the peer sends: one key, or several told apart by identifiers of equal length (RFC 4568 6.1).</param>
    /// <exception cref="ArgumentException">A key has not the length that the suite wants, or identifiers differ in length.</exception>
    public SrtpAgreement(SrtpSuite suite, SrtpMasterKey local, IReadOnlyList<SrtpMasterKey> remote)
    {
        var length = suite.KeyBytes() + suite.SaltBytes();
        if (remote.Count == 0) throw new ArgumentException("A key of the peer is needed.", nameof(remote));
        if (local.KeyAndSalt.Length != length) throw new ArgumentException($"{suite} wants {length} octets of key and salt.", nameof(local));
        foreach (var key in remote)
        {
            if (key.KeyAndSalt.Length != length) throw new ArgumentException($"{suite} wants {length} octets of key and salt.", nameof(remote));
            if (key.MkiBytes != remote[0].MkiBytes) throw new ArgumentException("Key identifiers must have one length.", nameof(remote));
        }
        (Suite, Local, Remote) = (suite, local, remote);
    }

    public SrtpSuite Suite { get; }

    public SrtpMasterKey Local { get; }

    public IReadOnlyList<SrtpMasterKey> Remote { get; }

    public bool Equals(SrtpAgreement? other) => other is not null && SameLocal(other) && SameRemote(other);

    /// <summary>What we send is protected as before.</summary>
    public bool SameLocal(SrtpAgreement other) => Suite == other.Suite && Local.Equals(other.Local);

    /// <summary>What the peer sends is protected as before.</summary>
    public bool SameRemote(SrtpAgreement other) => Suite == other.Suite && Remote.SequenceEqual(other.Remote);

    public override bool Equals(object? obj) => Equals(obj as SrtpAgreement);

    public override int GetHashCode() => HashCode.Combine(Suite, Local, Remote.Count);

    public override string ToString() => Suite.ToString();
}
