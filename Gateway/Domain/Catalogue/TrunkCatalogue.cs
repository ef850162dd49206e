using System.Collections.Frozen;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Registration;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Catalogue;

/// <summary>All trunks and voice routes, checked and indexed; immutable. A call reads it once and keeps what it read: a new version touches no running call.</summary>
public sealed class TrunkCatalogue
{
    public static readonly TrunkCatalogue Empty = new([], [], NumberRuleLists.None, EmergencyNumbers.Usual, 0);

    private readonly FrozenDictionary<TrunkId, Trunk> byId;
    private readonly VoiceRoute[] routesInOrder;

    private TrunkCatalogue(IReadOnlyList<Trunk> trunks, IReadOnlyList<VoiceRoute> routes, NumberRuleLists numberRules, EmergencyNumbers emergency, long version)
    {
        byId = trunks.ToFrozenDictionary(t => t.Id);
        Trunks = trunks;
        routesInOrder = [.. routes.OrderBy(r => r.Resource == ResourceId.Gateway ? 0 : 1)];
        NumberRules = numberRules;
        Emergency = emergency;
        Version = version;
        Matcher = new TrunkMatcher(trunks);
        Accounts = new AccountDirectory(trunks);
    }

    /// <summary>Counts the swaps of this process; 0 is the empty one.</summary>
    public long Version { get; private init; }

    /// <summary>In the order of their files.</summary>
    public IReadOnlyList<Trunk> Trunks { get; }

    /// <summary>By priority: the gateway's own first, then those of tenants, each in their written order.</summary>
    public IReadOnlyList<VoiceRoute> Routes => routesInOrder;

    /// <summary>The same for the planner's loop.</summary>
    internal ReadOnlySpan<VoiceRoute> RoutesInOrder => routesInOrder;

    /// <summary>The gateway's own rules, applied before those of a trunk.</summary>
    public NumberRuleLists NumberRules { get; }

    public EmergencyNumbers Emergency { get; }

    public TrunkMatcher Matcher { get; }

    /// <summary>Phones and PBXs that may register.</summary>
    public AccountDirectory Accounts { get; }

    public Trunk? Find(TrunkId id) => byId.GetValueOrDefault(id);

    /// <summary>False with every conflict: a name twice, sources that cannot be told apart, routes that name unknown trunks.</summary>
    public static bool TryBuild(
        IReadOnlyList<Trunk> trunks, IReadOnlyList<VoiceRoute> routes, NumberRuleLists numberRules, EmergencyNumbers emergency, long version,
        out TrunkCatalogue catalogue, out IReadOnlyList<CatalogueConflict> conflicts)
    {
        conflicts = CatalogueRules.Check(trunks, routes);
        catalogue = conflicts.Count == 0 ? new TrunkCatalogue(trunks, routes, numberRules, emergency, version) : Empty;
        return conflicts.Count == 0;
    }

    /// <summary>The usual case in tests and tools: no rules of the gateway's own.</summary>
    /// <exception cref="ArgumentException">The parts conflict; the message lists how.</exception>
    public static TrunkCatalogue Build(IReadOnlyList<Trunk> trunks, IReadOnlyList<VoiceRoute>? routes = null, long version = 1) =>
        TryBuild(trunks, routes ?? [], NumberRuleLists.None, EmergencyNumbers.Usual, version, out var catalogue, out var conflicts)
            ? catalogue
            : throw new ArgumentException(string.Join(' ', conflicts.Select(c => c.Sentence)), nameof(trunks));
}

/// <summary>The catalogue in use. Safe from any thread.</summary>
public sealed class CatalogueHolder
{
    private readonly Lock gate = new();
    private TrunkCatalogue current = TrunkCatalogue.Empty;
    private Action<TrunkCatalogue>[] watchers = [];

    public TrunkCatalogue Current => Volatile.Read(ref current);

    /// <summary>Tells of each later swap, on the thread that makes it: hand over to your own loop.</summary>
    public void Watch(Action<TrunkCatalogue> watcher)
    {
        lock (gate) watchers = [.. watchers, watcher];
    }

    public void Swap(TrunkCatalogue next)
    {
        Volatile.Write(ref current, next);
        foreach (var watcher in watchers) watcher(next);
    }
}
