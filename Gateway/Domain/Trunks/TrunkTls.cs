namespace Telephony.Domain.Trunks;

/// <summary>What the trunk's certificate must prove (DR-4), to us as the server and as the client.</summary>
public enum TlsVerify : byte
{
    /// <summary>Chain, dates, usage and name.</summary>
    Verify,

    /// <summary>One of <see cref="TrunkTls.Pins"/>; nothing else counts.</summary>
    Pin,

    /// <summary>Nothing: for a laboratory, and shown as a warning wherever the trunk is shown.</summary>
    Off,
}

/// <summary>How connections with the trunk are secured.</summary>
public sealed record TrunkTls
{
    public static readonly TrunkTls Usual = new();

    /// <summary>TLS 1.2 is not enough.</summary>
    public bool OnlyTls13 { get; init; }

    /// <summary>Name of the certificate of ours that the trunk is shown (DR-3); empty: the gateway's usual one.</summary>
    public string ClientCertificate { get; init; } = "";

    public TlsVerify Verify { get; init; }

    /// <summary>Base64 of the SHA-256 of each SubjectPublicKeyInfo that counts (RFC 7469 2.4). Two allow for a change of the key.</summary>
    public IReadOnlyList<string> Pins { get; init; } = [];
}
