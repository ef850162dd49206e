using System.Runtime.CompilerServices;
using Telephony.Rtp.Payloads;

namespace Telephony.Rtp.Media;

/// <summary>
/// For each payload type that comes in on a leg, the number it leaves with on the leg bridged to it. Kept in place and filled anew when either plan
/// changes, so that a hold or a codec change allocates nothing on the media thread.
/// </summary>
[InlineArray(128)]
internal struct PayloadMap
{
    /// <summary>The far leg has not agreed on it.</summary>
    public const byte None = 0xFF;

    /// <summary>It goes to a converter.</summary>
    public const byte Converted = 0xFE;

    private byte _first;

    public void Clear() => ((Span<byte>)this).Fill(None);

    public void Fill(LegPlan? here, LegPlan? there)
    {
        Clear();
        if (here is null || there is null) return;
        foreach (ref readonly var format in here.Formats.AsSpan()) this[format.PayloadType & 0x7F] = format.FarPayloadType ?? Match(format, there.Formats);
    }

    private static byte Match(in PayloadFormat format, PayloadFormat[] candidates)
    {
        foreach (ref readonly var candidate in candidates.AsSpan())
        {
            if (candidate.SameAs(format)) return candidate.OutgoingType;
        }
        return None;
    }
}
