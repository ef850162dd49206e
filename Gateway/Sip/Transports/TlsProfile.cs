using Telephony.Net.Sockets;
using Telephony.Net.Tls;

namespace Telephony.Sip.Transports;

/// <summary>What a peer's certificate must prove.</summary>
public enum PeerProof : byte
{
    /// <summary>Chain, dates, usage and name.</summary>
    Chain,

    /// <summary>One of the named keys; whatever else it says counts for nothing.</summary>
    Key,

    /// <summary>Nothing. For a laboratory.</summary>
    None,
}

/// <summary>
/// How connections with one peer are secured: what this side shows, and what the other must prove. Connections are shared only where all of this is the same
/// (DR-6, RFC 5923 8.1): two peers at one address never share one.
/// </summary>
public sealed record TlsProfile
{
    /// <summary>Whose connections these are, for the trace: a trunk.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The name it is known by, canonical. What it must prove, besides the host that was called.</summary>
    public required string Name { get; init; }

    /// <summary>Which of our certificates is shown; empty: the usual one.</summary>
    public string Identity { get; init; } = "";

    public PeerProof Proof { get; init; }

    /// <summary>Base64 SHA-256 of the keys that count (<see cref="PeerCertificate.KeyPin"/>), with spaces between.</summary>
    public string Pins { get; init; } = "";

    /// <summary>TLS 1.2 is not enough.</summary>
    public bool OnlyTls13 { get; init; }

    /// <summary>Null when the certificate is good for this peer; else what is wrong, a sentence for our own trace.</summary>
    /// <param name="calledHost">The host that was called; null: it called us.</param>
    public string? Refuse(PeerCertificate? certificate, string? calledHost)
    {
        if (Proof == PeerProof.None) return null;
        if (certificate is null) return $"{Name} shows no certificate";
        if (Proof == PeerProof.Key)
            return Pins.Split(' ').Contains(certificate.KeyPin) ? null : $"the key of the certificate is none of the pinned ones of {Name}; it is {certificate.KeyPin}";
        if (certificate.Fault != CertificateFault.None)
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the certificate of {Name} {certificate.Fault.ToText()} (subject {certificate.Subject}, issuer {certificate.Issuer}, valid {certificate.Begins:u} to {certificate.Ends:u})");
        if (certificate.Proves(Name)) return null;
        if (calledHost is not null && CertificateName.Canonical(calledHost) is { } host && certificate.Proves(host)) return null;
        return $"the certificate is not for {Name}{(calledHost is null || calledHost == Name ? "" : $" or {calledHost}")}; it is for {(certificate.Names.Count == 0 ? "no name" : string.Join(", ", certificate.Names.Take(10)))}";
    }

    /// <summary>Whether a connection that the peer made may carry our requests to it (RFC 5923 8.2).</summary>
    internal bool Accepts(TlsPeer peer) =>
        Proof != PeerProof.None && !(OnlyTls13 && peer.Protocol != "Tls13") && Refuse(peer.Certificate, null) is null;
}
