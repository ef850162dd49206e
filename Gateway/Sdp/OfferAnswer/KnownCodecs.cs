using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>Codecs that can be offered without another leg's offer to go by, with customary payload types.</summary>
internal static class KnownCodecs
{
    private static readonly ImmutableArray<SdpCodec> All =
    [
        new(0, "PCMU", 8000), new(8, "PCMA", 8000), new(9, "G722", 8000), new(18, "G729", 8000, 1, "annexb=no"), new(3, "GSM", 8000),
        new(97, "iLBC", 8000, 1, "mode=20"), new(98, "AMR", 8000), new(99, "AMR-WB", 16000), new(111, "opus", 48000, 2, "useinbandfec=1"),
    ];

    public static ImmutableArray<SdpCodec> Audio => All;

    private static readonly SdpCodec Events = new(101, "telephone-event", 8000, 1, "0-15");

    /// <summary>What a policy alone offers: its order, or G.711 where it has none; unknown names are passed over.</summary>
    public static ImmutableArray<SdpCodec> For(CodecPolicy policy)
    {
        var names = policy.Order.IsEmpty ? ["PCMU", "PCMA"] : policy.Order;
        var listed = new CodecPolicy { Order = names, Exclude = policy.Exclude, ListedOnly = true }.Apply(All);
        return policy.TelephoneEvent ? WithEvents(listed, policy) : listed;
    }

    /// <summary>One event payload type per clock rate in use (RFC 4733 2.1).</summary>
    private static ImmutableArray<SdpCodec> WithEvents(ImmutableArray<SdpCodec> codecs, CodecPolicy policy)
    {
        if (!policy.Allows(Events)) return codecs;
        var all = codecs.ToBuilder();
        var payloadType = Events.PayloadType;
        foreach (var codec in codecs)
        {
            var clock = codec.ClockHz;
            if (all.Any(other => other.IsTelephoneEvent && other.ClockHz == clock)) continue;
            all.Add(Events with { ClockHz = clock, PayloadType = payloadType++ });
        }
        return all.ToImmutable();
    }
}
