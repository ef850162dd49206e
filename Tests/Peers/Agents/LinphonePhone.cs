namespace Telephony.Peers.Agents;

/// <summary>How one Linphone is set up: it registers, answers at once, plays its tone and records.</summary>
public sealed record LinphonePhone
{
    public required string User { get; init; }

    public required string Password { get; init; }

    /// <summary>Of its address-of-record, and the realm of its credentials.</summary>
    public required string Domain { get; init; }

    /// <summary>Where it registers, host and port.</summary>
    public required string Registrar { get; init; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>tls</c>.</summary>
    public string Transport { get; init; } = "udp";

    public int ToneHertz { get; init; } = 1000;

    /// <summary>SRTP by SDES, and nothing less.</summary>
    public bool Encrypted { get; init; }

    /// <summary>PEM of the authority that the server must chain to; null: the system's.</summary>
    public string? AuthorityFile { get; init; }
}
