using Telephony.Domain.NumberRules;
using Telephony.Domain.Registration;

namespace Telephony.Domain.Trunks;

/// <summary>How an inbound message proves that it is from this trunk, and with what we prove ourselves to it.</summary>
public sealed record TrunkAuthentication
{
    public static readonly TrunkAuthentication None = new();

    /// <summary>
    /// The trunk is found by its certificate, which must prove the host of Contact (DR-9). Then <see cref="Addresses"/> narrow down where it may come from, and
    /// <see cref="Digest"/> only answers its challenges.
    /// </summary>
    public bool Certificate { get; init; }

    /// <summary>Source addresses of the trunk. Where there are any, they alone decide about inbound messages.</summary>
    public IReadOnlyList<SourceAddress> Addresses { get; init; } = [];

    /// <summary>Answers the trunk's challenges to our requests; without <see cref="Addresses"/> it is also what the trunk must prove to us.</summary>
    public DigestCredentials? Digest { get; init; }

    /// <summary>We register with the trunk; null: it knows us by our address or name.</summary>
    public TrunkRegistration? Registration { get; init; }

    /// <summary>What the trunk's accounts are challenged with, best first (RFC 8760 2.1).</summary>
    public IReadOnlyList<string> AccountAlgorithms { get; init; } = DigestCredentials.UsualAlgorithms;

    /// <summary>Which called numbers are this trunk's, where several trunks share a source. The one without a pattern gets the rest.</summary>
    public NumberPattern? CalledPattern { get; init; }

    /// <summary>Whether inbound requests of this trunk are challenged (RFC 3261 22.3).</summary>
    public bool ChallengesInbound => Digest is not null && Addresses.Count == 0 && !Certificate;
}

/// <summary>Digest user and password (RFC 3261 22, RFC 8760).</summary>
/// <param name="Realm">The realm that the peer sends in its challenges, and that we send in ours; null: any of theirs, our domain in ours.</param>
public sealed record DigestCredentials(string User, string Password, string? Realm = null)
{
    public static readonly IReadOnlyList<string> UsualAlgorithms = ["SHA-256", "MD5"];

    /// <summary>What we challenge with, best first, by their registered names (RFC 8760 2.1).</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = UsualAlgorithms;

    public override string ToString() => $"{User} in realm {Realm ?? "any"}";
}
