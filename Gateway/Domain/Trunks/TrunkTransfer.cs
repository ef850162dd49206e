namespace Telephony.Domain.Trunks;

/// <summary>How a transfer that we want is done by the trunk (DR-33).</summary>
public enum ReferPolicy : byte
{
    /// <summary>By REFER when the peer's Allow names REFER and NOTIFY, else by us.</summary>
    Auto,

    /// <summary>Always by REFER.</summary>
    Refer,

    /// <summary>Never by REFER: we call the target and change the session.</summary>
    Reinvite,
}

/// <summary>What becomes of a REFER of the trunk (DR-34).</summary>
public enum ReferAcceptance : byte
{
    /// <summary>We call the target ourselves, as if the trunk had dialled it.</summary>
    Local,

    /// <summary>It goes to the other side when that side takes REFER; else as <see cref="Local"/>.</summary>
    Pass,

    /// <summary>603.</summary>
    Refuse,
}

/// <summary>Where a number stands in a Refer-To of ours.</summary>
public enum ReferHost : byte
{
    /// <summary>Where our Contact is: the trunk sends the call to us, or takes the number for its own plan.</summary>
    Service,

    /// <summary>At the trunk's name.</summary>
    Trunk,
}

/// <summary>Transfers by and for a trunk.</summary>
public sealed record TrunkTransfer(ReferPolicy Refer = ReferPolicy.Auto, ReferAcceptance Accept = ReferAcceptance.Local, ReferHost ReferTo = ReferHost.Service)
{
    public static readonly TrunkTransfer Usual = new();
}
