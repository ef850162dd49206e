using System.Collections.Immutable;
using Telephony.Rtp.Payloads;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Negotiation;

/// <summary>The payload types that a leg takes and sends, of what was agreed.</summary>
internal static class PayloadFormats
{
    /// <summary>
    /// Each codec under the number of our description; and under the number of the peer's where that differs and is free. RFC 3264 5.1 and 6.1 have the peer send with our number, but one that
    /// answers with its own sends with its own too.
    /// </summary>
    public static PayloadFormat[] Of(MediaPlan plan)
    {
        var codecs = plan.Codecs;
        var odd = 0;
        foreach (var agreed in codecs) if (ComesUnderItsOwnNumber(codecs, agreed)) odd++;
        var formats = new PayloadFormat[codecs.Length + odd];
        var count = 0;
        foreach (var agreed in codecs) formats[count++] = Format(agreed, agreed.ReceivePayloadType);
        foreach (var agreed in codecs) if (ComesUnderItsOwnNumber(codecs, agreed)) formats[count++] = Format(agreed, agreed.SendPayloadType);
        return formats;
    }

    /// <summary>The peer names another number than we, and none of ours is the same: what comes under it can only be this codec.</summary>
    public static bool ComesUnderItsOwnNumber(ImmutableArray<AgreedCodec> codecs, AgreedCodec agreed)
    {
        if (agreed.SendPayloadType == agreed.ReceivePayloadType) return false;
        foreach (var other in codecs) if (other.ReceivePayloadType == agreed.SendPayloadType) return false;
        return true;
    }

    private static PayloadFormat Format(AgreedCodec agreed, int number) => new((byte)number, agreed.Codec.Name, agreed.Codec.ClockHz)
    {
        SendPayloadType = agreed.SendPayloadType == number ? null : (byte)agreed.SendPayloadType,
    };
}
