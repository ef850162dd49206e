namespace Telephony.Domain.Trunks;

/// <summary>What stands in P-Asserted-Identity toward a trusted trunk (RFC 3325).</summary>
public enum AssertedIdentity : byte
{
    /// <summary>The caller, if the trunk it came from is trusted too.</summary>
    Pass,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>What stands in From.</summary>
    From,

    /// <summary>The number that pays: <see cref="TrunkIdentity.BilledNumber"/>.</summary>
    Billed,
}

/// <summary>How a caller's wish for privacy is worded toward a trunk (RFC 3323, 3325 9.3).</summary>
public enum PrivacyWord : byte
{
    /// <summary>As it came.</summary>
    Pass,

    /// <summary>No Privacy header.</summary>
    None,
    Id,
    User,
    Header,
}

/// <summary>What becomes of a header that tells who forwarded a call.</summary>
public enum ForwardingHeader : byte
{
    /// <summary>Crosses if the caller's side sent it, its hosts made ours.</summary>
    Pass,

    /// <summary>Does not cross.</summary>
    None,

    /// <summary>Crosses, and is made of the other one where that alone came (RFC 7544).</summary>
    Always,
}

/// <summary>How far the trunk is believed about, and told of, identities (RFC 3325 trust domain).</summary>
/// <param name="Trusted">P-Asserted-Identity of the trunk is believed, and ours is sent to it.</param>
public sealed record TrunkIdentity(bool Trusted)
{
    public static readonly TrunkIdentity Untrusted = new(false);

    /// <summary>User of From instead of the caller's number; null: the caller's number.</summary>
    public string? From { get; init; }

    /// <summary>Host of From and P-Asserted-Identity; null: the domain of the gateway, or of our registration.</summary>
    public string? FromHost { get; init; }

    public AssertedIdentity Pai { get; init; }

    /// <summary>For <see cref="AssertedIdentity.Billed"/>.</summary>
    public string? BilledNumber { get; init; }

    public PrivacyWord Privacy { get; init; }

    public ForwardingHeader HistoryInfo { get; init; }

    public ForwardingHeader Diversion { get; init; }

    /// <summary>The outbound rules for calling numbers also apply to Diversion and History-Info (DR-28).</summary>
    public bool RewriteForwarding { get; init; }
}

/// <summary>Which private headers cross from and to a trunk. Names end in <c>*</c> where any ending fits; compared without regard to case.</summary>
public sealed record HeaderAllowList
{
    public const int MostName = 64;
    public const int MostValue = 256;

    private static readonly IReadOnlyList<string> Any = ["X-*"];

    public static readonly HeaderAllowList Usual = new();   // behind what it is made of

    public IReadOnlyList<string> In { get; init; } = Any;

    public IReadOnlyList<string> Out { get; init; } = Any;

    /// <summary>Of all that are allowed, so many cross.</summary>
    public int Most { get; init; } = 5;

    public static bool Allows(IReadOnlyList<string> names, ReadOnlySpan<byte> header)
    {
        foreach (var name in names)
        {
            var open = name.EndsWith('*');
            var fixedPart = open ? name.AsSpan(0, name.Length - 1) : name;
            if (open ? header.Length < fixedPart.Length : header.Length != fixedPart.Length) continue;
            if (System.Text.Ascii.EqualsIgnoreCase(header[..fixedPart.Length], fixedPart)) return true;
        }
        return false;
    }
}
