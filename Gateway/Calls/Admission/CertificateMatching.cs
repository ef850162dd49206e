using Telephony.Domain.Trunks;
using Telephony.Net.Tls;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Admission;

/// <summary>
/// Finds the trunk of a request by the certificate of its connection (DR-9 steps 1 to 3):
/// <code>
///   host of the first Contact ─► an address: refused
///                             └► a certificate trunk of that name, or of the name without its first label
///                                  ├─ none: refused, by name when the certificate is not even for that host
///                                  └─ verify: chain, dates, usage, name     pin: the key     off: nothing
/// </code>
/// Null where nothing speaks of a certificate: then the other proofs decide.
/// </summary>
internal static class CertificateMatching
{
    public static TrunkMatch? Match(TrunkMatcher matcher, SipMessage request, in SipSource source)
    {
        if (!matcher.HasCertificates) return null;
        var shown = source.Tls?.Certificate;
        var written = ContactHost(request);
        if (written.IsEmpty)
            return shown is null ? null : CertificateClaim.Refused(null, AdmissionFault.ContactMissing, $"The certificate is for {Words(shown)}, and the request has no Contact that says for which of them.");
        if (HostText.TryAddress(written, out _))
            return shown is null ? null : CertificateClaim.Refused(null, AdmissionFault.ContactIsAddress, $"The host of Contact is the address {SipText.ToText(written)}; the certificate is for {Words(shown)}.");
        if (CertificateName.Canonical(SipText.ToText(written)) is not { } host) return null;
        var claim = matcher.FindByName(host, out var asParent);
        if (source.Tls is not { } peer) return claim?.WithoutTls;
        return claim is not null ? Prove(claim, asParent, host, peer, source) : shown is null ? null : WithoutTrunk(shown, host);
    }

    private static TrunkMatch Prove(CertificateClaim claim, bool asParent, string host, Net.Sockets.TlsPeer peer, in SipSource source)
    {
        var trunk = claim.Trunk;
        if (asParent && trunk.HasTenants) return CertificateClaim.Refused(trunk, AdmissionFault.UnknownTrunk, $"{host} is none of the tenants of trunk {trunk.Id}.");
        if (trunk.Tls.OnlyTls13 && peer.Protocol != "Tls13")
            return CertificateClaim.Refused(trunk, AdmissionFault.TlsVersion, $"Trunk {trunk.Id} wants TLS 1.3 (tls.minimum), and the connection is {peer.Protocol}.");
        if (trunk.Tls.Verify != TlsVerify.Off)
        {
            if (peer.Certificate is not { } shown)
                return CertificateClaim.Refused(trunk, AdmissionFault.CertificateMissing, $"The host of Contact names trunk {trunk.Id}, and the connection shows no certificate.");
            if (trunk.Tls.Verify == TlsVerify.Pin)
            {
                if (!trunk.Tls.Pins.Contains(shown.KeyPin))
                    return CertificateClaim.Refused(trunk, AdmissionFault.CertificateKey, $"The key of the certificate is none of tls.pins of trunk {trunk.Id}; it is {shown.KeyPin}.");
            }
            else if (!shown.Proves(host)) return CertificateClaim.Refused(trunk, AdmissionFault.CertificateName, NotFor(shown, host));
            else if (shown.Fault != CertificateFault.None)
            {
                return CertificateClaim.Refused(
                    trunk, AdmissionFault.CertificateInvalid, $"The certificate of trunk {trunk.Id} {shown.Fault.ToText()}: subject {shown.Subject}, issuer {shown.Issuer}, valid {shown.Begins:u} to {shown.Ends:u}.");
            }
        }
        return claim.RefuseSource(source.Remote.Address, source.Remote.Port) ?? claim.Proven(asParent);
    }

    private static TrunkMatch WithoutTrunk(PeerCertificate shown, string host) => shown.Proves(host)
        ? CertificateClaim.Refused(null, AdmissionFault.UnknownTrunk, $"The certificate proves {host}, the host of Contact, and no trunk with auth.certificate has that FQDN, or the one without its first label.")
        : CertificateClaim.Refused(null, AdmissionFault.CertificateName, NotFor(shown, host));

    private static string NotFor(PeerCertificate shown, string host) => $"The host of Contact is {host}; the certificate is for {Words(shown)}.";

    private static string Words(PeerCertificate shown) => shown.Names.Count == 0 ? "no name" : string.Join(", ", shown.Names.Take(10));

    /// <summary>Of the first value; empty: there is none with a SIP URI.</summary>
    internal static ReadOnlySpan<byte> ContactHost(SipMessage request)
    {
        foreach (var value in request.Values(HeaderName.Contact)) return NameAddrView.TryParse(value, out var contact) && contact.TryGetUri(out var uri) ? uri.Host : default;
        return default;
    }
}
