using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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
        FaxBitRate = t.Fax.T38 == T38Mode.Off || t.Srtp.Policy == SrtpPolicy.Require ? 0 : t.Fax.MaxBitRate,   // UDPTL has no encryption
    });
}
