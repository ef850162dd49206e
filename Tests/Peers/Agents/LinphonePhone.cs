namespace Telephony.Peers.Agents;

/// <summary>How one linphone is set up. The defaults: UDP and TCP, no registration, answers at once, plays 1000 Hz.</summary>
public sealed record LinphonePhone
{
    public string User { get; init; } = "caller";

    /// <summary>The tone that its microphone hears; multiples of 100 Hz.</summary>
    public int ToneHertz { get; init; } = 1000;

    /// <summary>Of the signalling: <c>udp</c> (TCP beside it), <c>tcp</c> or <c>tls</c> alone.</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>It offers and takes SDES and nothing less.</summary>
    public bool Encrypts { get; init; }

    /// <summary>A PEM file that servers must chain to, by the name that is called; null: TLS is not spoken.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Its own, of whatever authority. Without one it stops at its console to ask for a password as soon as a server asks for a certificate.</summary>
    public Certificates? Certificate { get; init; }

    /// <summary>Host and port where it registers as <see cref="User"/>; null: it does not.</summary>
    public string? Registrar { get; init; }

    public string? Password { get; init; }
}
