using Telephony.Domain.Trunks;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Dialing;

/// <summary>A trunk's <c>tls</c> as the transport layer wants it.</summary>
internal static class TrunkProfile
{
    public static TlsProfile Of(Trunk trunk) => new()
    {
        Owner = trunk.Id.Value,
        Name = trunk.Id.Value,
        Identity = trunk.Tls.ClientCertificate,
        Proof = trunk.Tls.Verify switch
        {
            TlsVerify.Pin => PeerProof.Key,
            TlsVerify.Off => PeerProof.None,
            _ => PeerProof.Chain,
        },
        Pins = string.Join(' ', trunk.Tls.Pins),
        OnlyTls13 = trunk.Tls.OnlyTls13,
    };
}
