using System.Collections.Frozen;
using System.Text;
using Telephony.Domain.Addresses;
using Telephony.Domain.NumberRules;

namespace Telephony.Domain.Trunks;

/// <summary>
/// Finds the trunk of an inbound request by its most specific proof, in this order; built once per catalogue, immutable, nothing allocated on a hit.
/// <code>
///   0  certificate                                (looked at by the caller, with FindByName)
///   1  digest user, proven                        (its credentials, not yet proven: to be challenged)
///   2  exact address and port
///   3  exact address
///   4  From host names a digest trunk             (to be challenged)
///   5  network, longest prefix first
///   6  From user names a digest trunk             (to be challenged)
///   7  From user is a number behind an account    (to be challenged)
/// </code>
/// In 2, 3 and 5 a trunk with a called-number pattern takes part only for its numbers, and goes before the one without.
/// </summary>
public sealed class TrunkMatcher
{
    private const int LongestName = 256;

    private readonly Dictionary<(UInt128 Address, int Port), SourceClaims> byAddressAndPort = [];
    private readonly Dictionary<UInt128, SourceClaims> byAddress = [];
    private readonly HashSet<UInt128> withPort;
    private readonly PrefixLevel[] byPrefix;
    private readonly FrozenDictionary<string, CertificateClaim> byName;
    private readonly FrozenDictionary<string, TrunkMatch> byTenant;
    private readonly FrozenDictionary<string, DigestClaim> byUser;
    private readonly FrozenDictionary<string, DigestClaim> byHost;
    private readonly (NumberPattern Numbers, DigestClaim Claim)[] byNumbers;

    public TrunkMatcher(IReadOnlyList<Trunk> trunks)
    {
        var levels = new SortedDictionary<int, Dictionary<UInt128, SourceClaims>>(Comparer<int>.Create(static (a, b) => b.CompareTo(a)));
        foreach (var trunk in trunks)
        {
            if (trunk.Authentication.Certificate || trunk.Parent is not null) continue;
            foreach (var source in trunk.Authentication.Addresses) Claims(source).Add(trunk, source);
        }
        withPort = [.. byAddressAndPort.Keys.Select(static key => key.Address)];
        byPrefix = [.. levels.Select(level => new PrefixLevel(level.Key, level.Value))];
        byName = trunks.Where(static t => t.Authentication.Certificate).DistinctBy(static t => t.Id).ToFrozenDictionary(static t => t.Id.Value, static t => new CertificateClaim(t), StringComparer.Ordinal);
        byTenant = trunks.Where(static t => t is { Parent: not null, Authentication.Certificate: false }).DistinctBy(static t => t.Id).ToFrozenDictionary(static t => t.Id.Value, TenantAnswer, StringComparer.Ordinal);
        var challenged = trunks.Where(t => t.Authentication.ChallengesInbound && t.Parent is null).ToList();
        byUser = challenged.Select(static t => (Name: UserOf(t), Trunk: t)).Concat(trunks.SelectMany(AccountUsersOf)).DistinctBy(static n => n.Name)
            .ToFrozenDictionary(static n => n.Name, static n => new DigestClaim(n.Trunk), StringComparer.Ordinal);
        byHost = challenged.SelectMany(NamesOf).DistinctBy(static n => n.Name).ToFrozenDictionary(static n => n.Name, static n => new DigestClaim(n.Trunk), StringComparer.Ordinal);
        byNumbers = [.. trunks.SelectMany(static t => t.Accounts.Where(static a => a.Numbers is not null).Select(a => (a.Numbers!, new DigestClaim(t))))];

        SourceClaims Claims(SourceAddress source)
        {
            if (source.Port != 0) return In(byAddressAndPort, (source.Range.Network, source.Port));
            if (source.Range.IsSingle) return In(byAddress, source.Range.Network);
            if (!levels.TryGetValue(source.Range.MappedLength, out var level)) levels[source.Range.MappedLength] = level = [];
            return In(level, source.Range.Network);
        }
    }

    /// <summary>The trunk, or why there is none.</summary>
    public TrunkMatch Match(in InboundSource source)
    {
        if (source.DigestUser.Length > 0 && Named(byUser, source.DigestUser, lower: false) is { } digest)
        {
            return source.DigestProven ? digest.Proven(source.Transport) : digest.ByCredentials;
        }
        TrunkMatch? match = null;
        if (byAddressAndPort.Count > 0 && byAddressAndPort.TryGetValue((source.Address, source.Port), out var exact)) match = exact.Pick(source, MatchedBy.ExactAddressAndPort);
        if (match is null && byAddress.TryGetValue(source.Address, out exact)) match = exact.Pick(source, MatchedBy.ExactAddress);
        if (match is not null) return match;
        if (byHost.Count > 0 && Named(byHost, source.FromHost, lower: true) is { } host) return host.ByHost;
        foreach (var level in byPrefix)
        {
            if (level.Find(source.Address)?.Pick(source, MatchedBy.AddressRange) is { } inRange) return inRange;
        }
        return (Named(byUser, source.FromUser, lower: false) ?? OfNumber(source.FromUser)) is { } user ? user.ByUser : TrunkMatch.Unknown.Instance;
    }

    /// <summary>A PBX shows the number of the phone that calls, and no credentials before it is asked.</summary>
    private DigestClaim? OfNumber(ReadOnlySpan<byte> user)
    {
        if (byNumbers.Length == 0 || user.Length is 0 or > LongestName) return null;
        var number = Encoding.UTF8.GetString(user);
        foreach (var (numbers, claim) in byNumbers)
        {
            if (numbers.IsMatch(number)) return claim;
        }
        return null;
    }

    /// <summary>Whether any trunk is found by its certificate.</summary>
    public bool HasCertificates => byName.Count > 0;

    /// <summary>
    /// The trunk that must prove this host by its certificate: the one of that FQDN, else the one of the name without its first label, where a carrier gives each
    /// tenant a name below its own (DR-9 step 3). Null: there is none.
    /// </summary>
    /// <param name="host">Lower case, without final dot.</param>
    public CertificateClaim? FindByName(string host, out bool asParent)
    {
        asParent = false;
        if (byName.TryGetValue(host, out var claim)) return claim;
        asParent = true;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && byName.TryGetValue(host[(dot + 1)..], out claim) ? claim : null;
    }

    /// <summary>
    /// Which tenant of a carrier that was found by another proof than a certificate it is: by the first of the hosts (of Contact, of From) that is a name below the
    /// carrier's. The carrier itself where none is; refused where no tenant has the name.
    /// </summary>
    public TrunkMatch OfTenant(TrunkMatch.Found carrier, ReadOnlySpan<string?> hosts)
    {
        var below = "." + carrier.Trunk.Id.Value;
        foreach (var host in hosts)
        {
            if (host is null || !host.EndsWith(below, StringComparison.Ordinal)) continue;
            if (byTenant.TryGetValue(host, out var tenant)) return tenant;
            return CertificateClaim.Refused(carrier.Trunk, AdmissionFault.UnknownTrunk, $"{host} is none of the tenants of trunk {carrier.Trunk.Id}.");
        }
        return carrier;
    }

    private static TrunkMatch TenantAnswer(Trunk tenant) => tenant.Enabled
        ? new TrunkMatch.Found(tenant, MatchedBy.Tenant, $"The host of Contact or From is {tenant.Id}, a tenant of trunk {tenant.Parent?.Id}.")
        : new TrunkMatch.Disabled(tenant, $"The host of Contact or From is {tenant.Id}, a tenant that is not enabled.");

    /// <summary>The digest trunk of this user, for checking its credentials; null when there is none.</summary>
    public Trunk? DigestTrunk(ReadOnlySpan<byte> user) => Named(byUser, user, lower: false)?.Trunk;

    /// <summary>Whether any trunk lists the address, whatever the port: what tells a stranger from a partner before anything is parsed.</summary>
    public bool Knows(UInt128 address)
    {
        if (byAddress.ContainsKey(address)) return true;
        foreach (var level in byPrefix)
        {
            if (level.Find(address) is not null) return true;
        }
        return withPort.Contains(address);
    }

    /// <summary>Whether any trunk lists an address within the network of this prefix length (of 128 bits).</summary>
    public bool KnowsAny(UInt128 network, int length)
    {
        if (length == 128) return Knows(network);
        foreach (var level in byPrefix)
        {
            if (level.Meets(network, length)) return true;
        }
        var mask = UInt128.MaxValue << (128 - length);
        return byAddress.Keys.Any(known => (known & mask) == network) || withPort.Any(known => (known & mask) == network);
    }

    /// <summary>Users of credentials, and addresses-of-record: both stand in From of a phone.</summary>
    private static IEnumerable<(string Name, Trunk Trunk)> AccountUsersOf(Trunk trunk) =>
        trunk.Accounts.Select(a => (a.User, trunk)).Concat(trunk.Accounts.SelectMany(static a => a.Aors).Select(aor => (aor, trunk)));

    private static string UserOf(Trunk trunk) => trunk.Authentication.Digest?.User ?? "";

    private static IEnumerable<(string Name, Trunk Trunk)> NamesOf(Trunk trunk)
    {
        yield return (trunk.Id.Value, trunk);
        if (trunk.Authentication.Digest?.Realm is { } realm) yield return (realm.ToLowerInvariant(), trunk);
    }

    private static SourceClaims In<TKey>(Dictionary<TKey, SourceClaims> index, TKey key)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var claims)) index[key] = claims = new SourceClaims();
        return claims;
    }

    private static DigestClaim? Named(FrozenDictionary<string, DigestClaim> index, ReadOnlySpan<byte> name, bool lower)
    {
        if (index.Count == 0 || name.Length is 0 or > LongestName) return null;
        Span<char> text = stackalloc char[LongestName];
        if (!Encoding.UTF8.TryGetChars(name, text, out var length)) return null;
        var key = text[..length];
        if (lower)
        {
            for (var i = 0; i < key.Length; i++) key[i] = char.ToLowerInvariant(key[i]);
            if (key.Length > 1 && key[^1] == '.') key = key[..^1];
        }
        return index.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var claim) ? claim : null;
    }

    /// <summary>All networks of one prefix length.</summary>
    private sealed class PrefixLevel(int length, Dictionary<UInt128, SourceClaims> networks)
    {
        private readonly UInt128 mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);

        /// <summary>Whether one of the networks and this one overlap.</summary>
        public bool Meets(UInt128 network, int other)
        {
            var shorter = Math.Min(length, other) == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - Math.Min(length, other));
            return networks.Keys.Any(known => (known & shorter) == (network & shorter));
        }

        public SourceClaims? Find(UInt128 address) => networks.GetValueOrDefault(address & mask);
    }
}
