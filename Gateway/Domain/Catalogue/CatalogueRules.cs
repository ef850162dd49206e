using Telephony.Domain.Identity;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Catalogue;

/// <summary>Two parts of a catalogue that do not go together.</summary>
/// <param name="Trunk">The trunk at fault (the later of two), or null when a route is.</param>
/// <param name="Route">The route at fault, or null when a trunk is.</param>
/// <param name="Field">The field at fault as a path: "auth.addresses[2]", "trunks[0]".</param>
/// <param name="Found">The value found.</param>
/// <param name="Sentence">What is wrong and what to change.</param>
public sealed record CatalogueConflict(Trunk? Trunk, VoiceRoute? Route, string Field, string Found, string Sentence);

/// <summary>What must hold across trunks and routes (each is already well formed by itself).</summary>
internal static class CatalogueRules
{
    public static IReadOnlyList<CatalogueConflict> Check(IReadOnlyList<Trunk> trunks, IReadOnlyList<VoiceRoute> routes)
    {
        var conflicts = new List<CatalogueConflict>();
        NamesAreUnique(trunks, conflicts);
        SourcesAreDistinct(trunks, conflicts);
        DigestUsersAreDistinct(trunks, conflicts);
        CertificatesCanBeShown(trunks, conflicts);
        RoutesAreUnique(routes, conflicts);
        RoutesNameKnownTrunks(trunks, routes, conflicts);
        return conflicts;
    }

    private static void NamesAreUnique(IReadOnlyList<Trunk> trunks, List<CatalogueConflict> conflicts)
    {
        var owners = new Dictionary<TrunkId, Trunk>();
        foreach (var trunk in trunks)
        {
            if (owners.TryAdd(trunk.Id, trunk)) continue;
            var owner = owners[trunk.Id].Resource == trunk.Resource ? "the same resource" : "another resource";
            conflicts.Add(new CatalogueConflict(trunk, null, trunk.Parent is null ? "fqdn" : "tenants", trunk.Id.Value, $"The FQDN {trunk.Id} is already claimed by a trunk of {owner}; each trunk needs its own."));
        }
    }

    /// <summary>Equal sources are told apart by the called number: at most one trunk may do without a pattern, and patterns must differ.</summary>
    private static void SourcesAreDistinct(IReadOnlyList<Trunk> trunks, List<CatalogueConflict> conflicts)
    {
        var claims = new Dictionary<(SourceAddress Source, string Pattern), Trunk>();
        foreach (var trunk in trunks)
        {
            if (trunk.Authentication.Certificate || trunk.Parent is not null) continue;
            for (var i = 0; i < trunk.Authentication.Addresses.Count; i++)
            {
                var source = trunk.Authentication.Addresses[i];
                var pattern = trunk.Authentication.CalledPattern?.Text ?? "";
                if (claims.TryAdd((source, pattern), trunk)) continue;
                var other = claims[(source, pattern)];
                var sentence = other.Id == trunk.Id
                    ? $"The source {source} is listed twice."
                    : $"The source {source} is already claimed by trunk {other.Id}: give the two different ports, or each its own auth.calledPattern.";
                conflicts.Add(new CatalogueConflict(trunk, null, $"auth.addresses[{i}]", source.ToString(), sentence));
            }
        }
    }

    private static void DigestUsersAreDistinct(IReadOnlyList<Trunk> trunks, List<CatalogueConflict> conflicts)
    {
        var claims = new Dictionary<string, Trunk>(StringComparer.Ordinal);
        foreach (var trunk in trunks)
        {
            if (trunk.Parent is not null || !trunk.Authentication.ChallengesInbound || trunk.Authentication.Digest is not { } digest) continue;
            if (claims.TryAdd(digest.User, trunk)) continue;
            conflicts.Add(new CatalogueConflict(
                trunk, null, "auth.digest.user", digest.User, $"The digest user {digest.User} is already claimed by trunk {claims[digest.User].Id}; inbound calls could not be told apart."));
        }
        AccountsAreDistinct(trunks, claims, conflicts);
    }

    private static void AccountsAreDistinct(IReadOnlyList<Trunk> trunks, Dictionary<string, Trunk> users, List<CatalogueConflict> conflicts)
    {
        var aors = new Dictionary<string, Trunk>(StringComparer.Ordinal);
        foreach (var trunk in trunks)
        {
            for (var i = 0; i < trunk.Accounts.Count; i++)
            {
                var account = trunk.Accounts[i];
                if (!users.TryAdd(account.User, trunk))
                    conflicts.Add(new CatalogueConflict(trunk, null, $"accounts[{i}].user", account.User, $"The user {account.User} is already claimed by trunk {users[account.User].Id}; each account needs its own."));
                foreach (var aor in account.Aors)
                {
                    if (aors.TryAdd(aor, trunk)) continue;
                    conflicts.Add(new CatalogueConflict(trunk, null, $"accounts[{i}].aors", aor, $"The address-of-record {aor} is already claimed by an account of trunk {aors[aor].Id}; calls could not be told apart."));
                }
            }
        }
    }

    /// <summary>What would never be found, or be found in two ways (DR-11).</summary>
    private static void CertificatesCanBeShown(IReadOnlyList<Trunk> trunks, List<CatalogueConflict> conflicts)
    {
        foreach (var trunk in trunks)
        {
            if (!trunk.Authentication.Certificate || trunk.Parent is not null) continue;
            if (trunk.Transport != SignallingTransport.Tls)
                Add(trunk, "auth.certificate", "true", $"Trunk {trunk.Id} is to prove itself by a certificate, and its transport is {trunk.Transport.ToWord()}: a certificate is shown over TLS only.");
            if (trunk.Authentication.CalledPattern is { } pattern)
                Add(trunk, "auth.calledPattern", pattern.Text, $"Trunk {trunk.Id} is told from others by its certificate and the host of Contact: auth.calledPattern would never be asked.");
        }

        void Add(Trunk trunk, string field, string found, string sentence) => conflicts.Add(new CatalogueConflict(trunk, null, field, found, sentence));
    }

    private static void RoutesAreUnique(IReadOnlyList<VoiceRoute> routes, List<CatalogueConflict> conflicts)
    {
        var names = new HashSet<(ResourceId, string)>();
        foreach (var route in routes)
        {
            if (names.Add((route.Resource, route.Name))) continue;
            conflicts.Add(new CatalogueConflict(null, route, "name", route.Name, $"There are two routes named \"{route.Name}\"; traces could not tell them apart."));
        }
    }

    private static void RoutesNameKnownTrunks(IReadOnlyList<Trunk> trunks, IReadOnlyList<VoiceRoute> routes, List<CatalogueConflict> conflicts)
    {
        var known = trunks.Select(t => t.Id).ToHashSet();
        foreach (var route in routes)
        {
            Check(route, "trunks", route.Trunks);
            Check(route, "fromTrunks", route.FromTrunks);
        }

        void Check(VoiceRoute route, string field, IReadOnlyList<TrunkId> named)
        {
            for (var i = 0; i < named.Count; i++)
            {
                if (known.Contains(named[i])) continue;
                conflicts.Add(new CatalogueConflict(
                    null, route, $"{field}[{i}]", named[i].Value, $"Route \"{route.Name}\" names the trunk {named[i]}, which no file defines; known are {Listed(known)}."));
            }
        }
    }

    private static string Listed(HashSet<TrunkId> known) =>
        known.Count == 0 ? "none" : string.Join(", ", known.Select(k => k.Value).Order(StringComparer.Ordinal).Take(10)) + (known.Count > 10 ? ", ..." : "");
}
