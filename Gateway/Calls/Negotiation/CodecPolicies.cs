using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Telephony.Calls.Interworking;
using Telephony.Domain.Trunks;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Negotiation;

/// <summary>A trunk's codec preferences in the words of the SDP room; made once per trunk.</summary>
internal static class CodecPolicies
{
    private static readonly ConditionalWeakTable<Trunk, CodecPolicy> Made = [];

    public static CodecPolicy Of(Trunk trunk) => Made.GetValue(trunk, static t => new CodecPolicy
    {
        Order = [.. t.Codecs.Order.ToImmutableArray()],
        Exclude = [.. t.Codecs.Exclude.ToImmutableArray()],
        TelephoneEvent = t.Dtmf is DtmfMode.Auto or DtmfMode.Rfc4733,
        OwnEvents = t.Dtmf == DtmfMode.Rfc4733,
        FaxBitRate = t.Fax.T38 == T38Mode.Off || t.Srtp.Policy == SrtpPolicy.Require ? 0 : t.Fax.MaxBitRate,   // UDPTL has no encryption
    });

    /// <summary>The same for a call whose other leg is on that trunk: what is converted between the two may be offered beyond what the other leg has.</summary>
    public static CodecPolicy Between(CodecPolicy policy, Trunk own, Trunk other)
    {
        var ownEvents = own.Dtmf == DtmfMode.Auto && other.Dtmf is (DtmfMode.Info or DtmfMode.Inband);
        if (!ownEvents && !own.Codecs.Transcode && !other.Codecs.Transcode) return policy;
        return policy with
        {
            OwnEvents = policy.OwnEvents || ownEvents,
            Convertible = own.Codecs.Transcode || other.Codecs.Transcode ? CodecFormats.Convertible : [],
        };
    }
}
