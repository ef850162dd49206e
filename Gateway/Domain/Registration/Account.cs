using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Registration;

/// <summary>Which contacts of an account a call rings.</summary>
public enum AccountRinging : byte
{
    /// <summary>All at once; the first to answer has the call (RFC 3261 16.6).</summary>
    Fork,

    /// <summary>The one that registered last.</summary>
    Newest,
}

/// <summary>A phone or PBX that registers with us (RFC 3261 10.3). Field <c>accounts</c> of a trunk.</summary>
/// <param name="User">Of the credentials; no two accounts share one.</param>
public sealed record Account(string User, string Password)
{
    /// <summary>Users it may register, and numbers that reach it: extensions, E.164 numbers, names. At least one.</summary>
    public IReadOnlyList<string> Aors { get; init; } = [User];

    /// <summary>Further called numbers that reach it, whatever it has registered: the numbers behind a PBX.</summary>
    public NumberPattern? Numbers { get; init; }

    /// <summary>Contacts at once for each address-of-record; a further one takes the place of the oldest.</summary>
    public int MaxContacts { get; init; } = 5;

    public TimeSpan MinExpires { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan MaxExpires { get; init; } = TimeSpan.FromHours(1);

    public AccountRinging Ring { get; init; }

    /// <summary>The called number stands in the Request-URI in place of the Contact's user, as PBXs want it.</summary>
    public bool CalledInUri { get; init; }

    /// <summary>Whether the account may show this number as its own.</summary>
    public bool Owns(string number) => Aors.Contains(number, StringComparer.Ordinal) || Numbers?.IsMatch(number) == true;

    public override string ToString() => User;
}

/// <summary>An account and the trunk it belongs to.</summary>
public sealed record TrunkAccount(Trunk Trunk, Account Account);

/// <summary>All accounts of a catalogue, indexed; immutable.</summary>
public sealed class AccountDirectory
{
    private readonly Dictionary<string, TrunkAccount> byUser = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TrunkAccount> byAor = new(StringComparer.Ordinal);
    private readonly List<TrunkAccount> byPattern = [];

    public AccountDirectory(IReadOnlyList<Trunk> trunks)
    {
        foreach (var trunk in trunks)
        {
            foreach (var account in trunk.Accounts)
            {
                var entry = new TrunkAccount(trunk, account);
                byUser.TryAdd(account.User, entry);
                foreach (var aor in account.Aors) byAor.TryAdd(aor, entry);
                if (account.Numbers is not null) byPattern.Add(entry);
            }
        }
    }

    public bool IsEmpty => byUser.Count == 0;

    /// <summary>By the user of credentials.</summary>
    public TrunkAccount? FindUser(string user) => byUser.GetValueOrDefault(user);

    /// <summary>Whom a call to this number reaches: an address-of-record first, then a pattern. Trunks of the gateway itself reach all, a tenant's those of the tenant.</summary>
    public TrunkAccount? FindCalled(string number, ResourceId caller)
    {
        if (byAor.TryGetValue(number, out var entry) && Reaches(entry, caller)) return entry;
        foreach (var candidate in byPattern)
        {
            if (Reaches(candidate, caller) && candidate.Account.Numbers!.IsMatch(number)) return candidate;   // listed for its pattern
        }
        return null;
    }

    /// <summary>
    /// Whom a controller's call reaches: accounts of its resource; those of the gateway's own trunks too where the controller is of the default resource, which an installation with one has, or calls a user, whose id names its resource.
    /// </summary>
    public TrunkAccount? FindFor(ResourceId controller, string called) =>
        FindCalled(called, controller) ?? (controller == ResourceId.Default || called.StartsWith("8:", StringComparison.Ordinal) ? FindCalled(called, ResourceId.Gateway) is { } found && found.Trunk.Resource == ResourceId.Gateway ? found : null : null);

    private static bool Reaches(TrunkAccount entry, ResourceId caller) => caller == ResourceId.Gateway || entry.Trunk.Resource == caller;
}
