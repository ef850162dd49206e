namespace Telephony.Sip.Dialogs;

/// <summary>
/// What is needed to go on with a dialog after a restart, at least to end it: RFC 3261 12 without its transactions. Text as on the wire.
/// </summary>
public sealed record DialogSnapshot
{
    public required string CallId { get; init; }

    public required string LocalTag { get; init; }

    public required string RemoteTag { get; init; }

    /// <summary>Our From or To value without tag.</summary>
    public required string LocalUri { get; init; }

    public required string RemoteUri { get; init; }

    /// <summary>Contact of the other side.</summary>
    public required string RemoteTarget { get; init; }

    /// <summary>In the order in which Route is written.</summary>
    public IReadOnlyList<string> RouteSet { get; init; } = [];

    public string ContactUser { get; init; } = "";

    /// <summary>The last sequence number we used.</summary>
    public uint LocalCSeq { get; init; }

    /// <summary>The last one of the other side; 0: none yet.</summary>
    public uint RemoteCSeq { get; init; }

    /// <summary>True when the other side sent the INVITE.</summary>
    public bool IsServer { get; init; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>tls</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>Where the other side was last heard from, <c>192.0.2.1:5060</c>; a connection cannot outlive the process, so this is only a hint.</summary>
    public required string Peer { get; init; }

    /// <summary>Which listen point the dialog uses, its bound address; empty: any that fits.</summary>
    public string Local { get; init; } = "";
}
