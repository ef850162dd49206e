using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>
/// Payload types of an offer: a number that once meant a codec in this dialog keeps meaning it (RFC 3264 8.3.2); a codec new to the dialog
/// keeps the number it came with if that is free.
/// </summary>
internal static class PayloadNumbers
{
    private const int FirstDynamic = 96;

    public static ImmutableArray<SdpCodec> Settle(ImmutableArray<SdpCodec> codecs, MediaDescription? previous)
    {
        if (previous is null) return codecs;
        var before = previous.ReadCodecs();
        Span<bool> taken = stackalloc bool[128];
        foreach (var codec in before) taken[codec.PayloadType] = true;
        var settled = ImmutableArray.CreateBuilder<SdpCodec>(codecs.Length);
        foreach (var codec in codecs)
        {
            var number = Known(before, settled, codec) ?? Free(taken, codec.PayloadType);
            if (number < 0) continue;
            taken[number] = true;
            settled.Add(codec.PayloadType == number ? codec : codec with { PayloadType = number });
        }
        return settled.DrainToImmutable();
    }

    private static int? Known(ImmutableArray<SdpCodec> before, ImmutableArray<SdpCodec>.Builder settled, SdpCodec wanted)
    {
        foreach (var codec in before)
            if (codec.Matches(wanted) && !settled.Any(other => other.PayloadType == codec.PayloadType)) return codec.PayloadType;
        return null;
    }

    private static int Free(ReadOnlySpan<bool> taken, int wished)
    {
        if (!taken[wished]) return wished;
        for (var number = FirstDynamic; number < 128; number++)
            if (!taken[number]) return number;
        return -1;
    }
}
